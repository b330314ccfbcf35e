package org.bandsaw.stage;

import tech.tablesaw.api.Table;

/**
 * A function from a table to a table with as many rows, in the same order. Each output row must
 * depend on its input row only: a mean over the table would depend on chunk boundaries, and no
 * check at run time detects that. A job that is given {@code parallelism} calls the function from
 * several threads at once, each with other rows.
 */
@FunctionalInterface
public interface TableFunction {

  /**
   * Transforms the rows of a chunk.
   *
   * @param rows a table that the function may change and return
   */
  Table apply(Table rows) throws Exception;
}
