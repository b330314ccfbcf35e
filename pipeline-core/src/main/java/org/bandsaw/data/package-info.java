/**
 * The types that all packages share: chunks of rows, typed vectors, schemas, figures, exceptions.
 *
 * <p>Start at {@link org.bandsaw.data.Chunk}. A chunk contains source rows as typed primitive
 * vectors. A Tablesaw table is created from it on request only. Nothing in this package reads a
 * file, a clock or a configuration.
 */
@NullMarked
package org.bandsaw.data;

import org.jspecify.annotations.NullMarked;
