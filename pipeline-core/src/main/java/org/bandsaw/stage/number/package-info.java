/**
 * Stages on numeric columns: imputation, scaling, arithmetic, bins.
 *
 * <p>Start at {@link org.bandsaw.stage.number.NumberStages}; users call {@link
 * org.bandsaw.stage.Stages}.
 */
@NullMarked
package org.bandsaw.stage.number;

import org.jspecify.annotations.NullMarked;
