package org.bandsaw.stage;

import tech.tablesaw.api.Table;

/**
 * Any table to any table with as many rows, in order. It must look at each row by itself: a mean
 * over the table would depend on where chunks begin and end, which no check at run time can see. A
 * job that is given {@code parallelism} calls it from several threads at once, each with rows of
 * its own.
 */
@FunctionalInterface
public interface TableFunction {

  /**
   * Transforms the rows of a chunk.
   *
   * @param rows a table of its own, which the function may change and give back
   */
  Table apply(Table rows) throws Exception;
}
