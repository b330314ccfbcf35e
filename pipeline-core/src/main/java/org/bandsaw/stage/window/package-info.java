/**
 * Windows, lags and running statistics, over rows and over time, with and without keys.
 *
 * <p>Start at {@link org.bandsaw.stage.window.Windows}.
 */
@NullMarked
package org.bandsaw.stage.window;

import org.jspecify.annotations.NullMarked;
