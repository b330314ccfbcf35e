/**
 * The loops that run a pipeline as a stream, as a batch or in the background.
 *
 * <p>Start at {@link org.bandsaw.engine.StreamRun}. Internal: only the root package imports this
 * package.
 */
@NullMarked
package org.bandsaw.engine;

import org.jspecify.annotations.NullMarked;
