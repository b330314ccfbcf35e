/**
 * The definition of a pipeline and the ways to run it.
 *
 * <p>Start at {@link org.bandsaw.Pipeline}, which defines what is computed. A {@link
 * org.bandsaw.Job} is a pipeline with its input, outputs and limits; nothing in it changes a
 * result. A {@link org.bandsaw.RunningJob} and a {@link org.bandsaw.PullRun} are runs in progress.
 */
@NullMarked
package org.bandsaw;

import org.jspecify.annotations.NullMarked;
