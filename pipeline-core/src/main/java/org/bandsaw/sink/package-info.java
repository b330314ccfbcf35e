/**
 * Where committed rows go.
 *
 * <p>Start at {@link org.bandsaw.sink.Sinks}; to write elsewhere, implement {@link
 * org.bandsaw.sink.Sink}. Everything here stands behind the commit point: each row comes once.
 */
@NullMarked
package org.bandsaw.sink;

import org.jspecify.annotations.NullMarked;
