/**
 * Where rows come from.
 *
 * <p>Start at {@link org.bandsaw.source.Sources}; to bring rows of your own, implement {@link
 * org.bandsaw.source.Source}. A source is read forward, in pieces of a stated size, and is never
 * loaded, or read once over, just to learn its length.
 */
@NullMarked
package org.bandsaw.source;

import org.jspecify.annotations.NullMarked;
