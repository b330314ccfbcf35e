/**
 * Stages that are fitted to whole columns, for batch runs only.
 *
 * <p>Start at {@link org.bandsaw.stage.batch.BatchStages}; users call {@link
 * org.bandsaw.stage.Stages}.
 */
@NullMarked
package org.bandsaw.stage.batch;

import org.jspecify.annotations.NullMarked;
