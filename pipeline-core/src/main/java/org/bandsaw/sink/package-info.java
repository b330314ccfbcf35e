/**
 * Destinations of committed rows.
 *
 * <p>Start at {@link org.bandsaw.sink.Sinks}. For other destinations, implement {@link
 * org.bandsaw.sink.Sink}. Sinks are called after the commit point, so they receive each row once.
 */
@NullMarked
package org.bandsaw.sink;

import org.jspecify.annotations.NullMarked;
