/**
 * Stages that select, drop and rename columns, or apply another stage to many columns.
 *
 * <p>Start at {@link org.bandsaw.stage.column.ColumnStages}; users call {@link
 * org.bandsaw.stage.Stages}.
 */
@NullMarked
package org.bandsaw.stage.column;

import org.jspecify.annotations.NullMarked;
