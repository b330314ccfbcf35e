/**
 * The loops that run a pipeline: as a stream, as a batch, in the background.
 *
 * <p>Start at {@link org.bandsaw.engine.StreamRun}. Internal: only the root package imports it.
 */
@NullMarked
package org.bandsaw.engine;

import org.jspecify.annotations.NullMarked;
