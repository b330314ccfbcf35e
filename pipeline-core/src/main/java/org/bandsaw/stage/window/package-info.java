/** Windows, lags and running statistics over rows and over time, with and without keys. */
@NullMarked
package org.bandsaw.stage.window;

import org.jspecify.annotations.NullMarked;
