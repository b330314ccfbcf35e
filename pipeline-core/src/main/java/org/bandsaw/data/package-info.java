/**
 * The words everyone shares: chunks of rows over typed vectors, schemas, rows, figures, errors.
 *
 * <p>Start at {@link org.bandsaw.data.Chunk}. A chunk holds consecutive source rows as typed
 * primitive vectors; a Tablesaw table is made from it only when somebody asks. Nothing here reads a
 * file, a clock or a configuration.
 */
@NullMarked
package org.bandsaw.data;

import org.jspecify.annotations.NullMarked;
