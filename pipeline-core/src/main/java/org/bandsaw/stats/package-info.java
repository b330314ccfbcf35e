/** Statistics that several packages need. */
@NullMarked
package org.bandsaw.stats;

import org.jspecify.annotations.NullMarked;
