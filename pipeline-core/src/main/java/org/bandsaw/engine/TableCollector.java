package org.bandsaw.engine;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.report.StreamReport;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Collects the processed rows of a run in one table. */
public final class TableCollector {

  private TableCollector() {}

  /**
   * Runs a plan as a stream and returns the processed rows.
   *
   * @throws BudgetExceededException if the rows do not fit the memory budget
   */
  public static Table collect(RunPlan plan) {
    long budget = plan.settings().memory().bytes();
    List<Table> parts = new ArrayList<>();
    long bytes = 0;
    try (StreamRun run = new StreamRun(plan)) {
      while (run.prepare()) {
        Chunk rows = run.processedRows();
        bytes += rows.retainedBytes();
        if (bytes > budget) {
          throw new BudgetExceededException(
              "collecting " + plan.source().name() + " (row " + rows.sourceRow(0) + " on)",
              bytes,
              budget,
              "Raise the budget, or use a sink or tables()");
        }
        if (rows.rowCount() > 0 || parts.isEmpty()) {
          parts.add(rows.table());
        }
        run.commit();
      }
      run.finish(StreamReport.End.SOURCE_ENDED);
      return concatenate(parts, run.outputSchema());
    }
  }

  /** Appends the parts; a dynamic column is 0 in the parts before it appeared. */
  private static Table concatenate(List<Table> parts, Schema schema) {
    Table all =
        parts.isEmpty() ? Chunk.empty(schema).table() : withAllColumns(parts.get(0), schema);
    for (int i = 1; i < parts.size(); i++) {
      all.append(withAllColumns(parts.get(i), schema));
    }
    return all;
  }

  private static Table withAllColumns(Table part, Schema schema) {
    if (part.columnCount() == schema.size()) {
      return part;
    }
    List<Column<?>> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      String name = schema.column(i).name();
      boolean present = part.columnNames().contains(name);
      if (!present && schema.column(i).type() != ValueType.DOUBLE) {
        throw new IllegalStateException("dynamic column '" + name + "' is not a number");
      }
      columns.add(
          present ? part.column(name) : DoubleColumn.create(name, new double[part.rowCount()]));
    }
    return Table.create(part.name(), columns);
  }
}
