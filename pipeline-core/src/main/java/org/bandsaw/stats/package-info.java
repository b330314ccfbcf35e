/**
 * Statistics that several packages use: {@link org.bandsaw.stats.QuantileSketch} and {@link
 * org.bandsaw.stats.Moments}.
 */
@NullMarked
package org.bandsaw.stats;

import org.jspecify.annotations.NullMarked;
