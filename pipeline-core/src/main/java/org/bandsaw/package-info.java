/**
 * Define a pipeline and run it.
 *
 * <p>Start at {@link org.bandsaw.Pipeline}: what is computed. {@link org.bandsaw.Job} is a pipeline
 * that was given its input, outputs and limits; nothing in it changes a result. The loop that moves
 * chunks from the source to the sinks is hidden here.
 */
@NullMarked
package org.bandsaw;

import org.jspecify.annotations.NullMarked;
