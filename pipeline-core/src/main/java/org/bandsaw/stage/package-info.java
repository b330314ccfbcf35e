/**
 * What happens to rows on their way: stages, and the ready-made ones.
 *
 * <p>Start at {@link org.bandsaw.stage.Stages}; to write your own, implement {@link
 * org.bandsaw.stage.Stage} and {@link org.bandsaw.stage.StageRun}. Everything here stands before
 * the commit point: it may run twice for the same rows, and the first time is then undone.
 */
@NullMarked
package org.bandsaw.stage;

import org.jspecify.annotations.NullMarked;
