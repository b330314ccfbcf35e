/**
 * Inputs of a pipeline.
 *
 * <p>Start at {@link org.bandsaw.source.Sources}. For other inputs, implement {@link
 * org.bandsaw.source.Source}. A source is read once, from start to end, in chunks of limited size;
 * it is never loaded as a whole, or read in advance to determine its length.
 */
@NullMarked
package org.bandsaw.source;

import org.jspecify.annotations.NullMarked;
