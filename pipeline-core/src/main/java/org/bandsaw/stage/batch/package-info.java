/** Steps that need whole columns and run in a batch only. */
@NullMarked
package org.bandsaw.stage.batch;

import org.jspecify.annotations.NullMarked;
