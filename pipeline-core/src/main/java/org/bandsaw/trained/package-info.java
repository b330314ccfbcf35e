/**
 * Trained pipelines: the stages with their state, and the models, to be applied to new rows.
 *
 * <p>Start at {@link org.bandsaw.trained.TrainedPipeline}.
 */
@NullMarked
package org.bandsaw.trained;

import org.jspecify.annotations.NullMarked;
