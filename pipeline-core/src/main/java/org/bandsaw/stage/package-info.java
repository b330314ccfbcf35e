/**
 * Stages, which transform rows: the contract and the built-in stages.
 *
 * <p>Start at {@link org.bandsaw.stage.Stages}. To write a stage, implement {@link
 * org.bandsaw.stage.Stage} and {@link org.bandsaw.stage.StageRun}. Stages are before the commit
 * point: they may process the same rows twice, after the first attempt is rolled back. The
 * sub-packages hold the implementations of the built-in stages by kind.
 */
@NullMarked
package org.bandsaw.stage;

import org.jspecify.annotations.NullMarked;
