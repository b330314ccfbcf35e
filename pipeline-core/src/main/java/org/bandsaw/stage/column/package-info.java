/** Steps that select, drop and rename columns, or apply another step to many of them. */
@NullMarked
package org.bandsaw.stage.column;

import org.jspecify.annotations.NullMarked;
