package org.bandsaw.observe;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.bandsaw.probe.EnergyReading;

/** An event of a run, as plain values. */
public sealed interface RunEvent {

  /** Returns the event as a sentence. */
  String describe();

  /**
   * Returns whether this event is a decision or a change of state: all events except {@link
   * Committed}, which occurs for each chunk.
   */
  default boolean isDecision() {
    return true;
  }

  /**
   * A run started.
   *
   * @param job the name of the job
   * @param source the source of its rows
   * @param columns the columns of the source
   * @param budgetBytes the memory budget
   * @param firstRows the size of the first chunk in rows; 0 for a batch, which has no chunks
   */
  record Started(String job, String source, List<String> columns, long budgetBytes, int firstRows)
      implements RunEvent {

    public Started {
      columns = List.copyOf(columns);
    }

    @Override
    public String describe() {
      return "job '"
          + job
          + "' started on "
          + source
          + " with "
          + columns.size()
          + (columns.size() == 1 ? " column" : " columns")
          + ", memory budget "
          + AmountFormat.mebibytes(budgetBytes)
          + (firstRows == 0 ? ", as a batch" : ", first chunk " + AmountFormat.rows(firstRows));
    }
  }

  /**
   * A chunk, or a part of one after a split, was committed.
   *
   * @param chunk the number of the chunk in reading order, from 1
   * @param firstRow the first source row
   * @param rowsIn source rows processed
   * @param rowsOut rows committed; the others were filtered out
   * @param attempt the ordinal of the attempt, from 1
   * @param took the time from reading to commit
   * @param allocatedBytes bytes allocated by the attempt; -1 if unavailable
   * @param retainedBytes accounted bytes at the commit
   * @param nextRows the size of the next chunk in rows
   * @param energy the energy since the previous commit; not requested without an energy source, and
   *     unavailable for a chunk without a sample of its own
   */
  record Committed(
      long chunk,
      long firstRow,
      int rowsIn,
      int rowsOut,
      int attempt,
      Duration took,
      long allocatedBytes,
      long retainedBytes,
      int nextRows,
      EnergyReading energy)
      implements RunEvent {

    /** Creates the event of a run without an energy source. */
    public Committed(
        long chunk,
        long firstRow,
        int rowsIn,
        int rowsOut,
        int attempt,
        Duration took,
        long allocatedBytes,
        long retainedBytes,
        int nextRows) {
      this(
          chunk,
          firstRow,
          rowsIn,
          rowsOut,
          attempt,
          took,
          allocatedBytes,
          retainedBytes,
          nextRows,
          new EnergyReading.NotRequested());
    }

    @Override
    public boolean isDecision() {
      return false;
    }

    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %d rows from row %d committed in %.1f ms",
          chunk,
          rowsOut,
          firstRow,
          took.toNanos() / 1e6);
    }
  }

  /**
   * An attempt needed more than the budget and was rolled back; its halves will be tried.
   *
   * @param chunk the number of the chunk in reading order, from 1
   * @param firstRow the first source row
   * @param rows source rows of the attempt
   * @param neededBytes the peak of the attempt
   * @param budgetBytes the memory budget
   * @param attempt the ordinal of the attempt, from 1
   */
  record Split(long chunk, long firstRow, int rows, long neededBytes, long budgetBytes, int attempt)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %s from row %d needed %s; rolled back and split (attempt %d)",
          chunk,
          AmountFormat.rows(rows),
          firstRow,
          AmountFormat.ofBudget(neededBytes, budgetBytes),
          attempt);
    }
  }

  /**
   * The size of the following chunks changed.
   *
   * @param chunk the chunk that caused the change, from 1
   * @param rowsBefore the previous size in rows
   * @param rows the new size in rows
   * @param cause the reason, as a clause that follows "because"
   * @param neededBytes the peak of this chunk
   * @param budgetBytes the memory budget
   */
  record Resized(
      long chunk, int rowsBefore, int rows, String cause, long neededBytes, long budgetBytes)
      implements RunEvent {
    @Override
    public String describe() {
      String change =
          rows == 2L * rowsBefore
              ? "size doubled to " + AmountFormat.rows(rows)
              : 2L * rows == rowsBefore
                  ? "size halved to " + AmountFormat.rows(rows)
                  : String.format(
                      Locale.ROOT,
                      "size %s from %d to %s",
                      rows > rowsBefore ? "increased" : "reduced",
                      rowsBefore,
                      AmountFormat.rows(rows));
      return String.format(
          Locale.ROOT,
          "chunk %d: %s because %s (%s needed)",
          chunk,
          change,
          cause,
          AmountFormat.ofBudget(neededBytes, budgetBytes));
    }
  }

  /**
   * Read-ahead stopped, because chunks could not be made small enough, or resumed.
   *
   * @param chunk the chunk that caused the change, from 1
   * @param before whether the run read ahead
   * @param after whether it reads ahead now
   * @param cause the reason, as a clause that follows "because"
   * @param neededBytes the peak of the attempt
   * @param budgetBytes the memory budget
   */
  record ReadAheadChanged(
      long chunk, boolean before, boolean after, String cause, long neededBytes, long budgetBytes)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %s because %s (%s needed)",
          chunk,
          after ? "read-ahead resumed" : "read-ahead stopped",
          cause,
          AmountFormat.ofBudget(neededBytes, budgetBytes));
    }
  }

  /**
   * An attempt needed more than the budget and was accepted nevertheless, because its retries were
   * used up or it had one row.
   *
   * @param chunk the number of the chunk in reading order, from 1
   * @param firstRow the first source row
   * @param rows source rows of the attempt
   * @param neededBytes the peak of the attempt
   * @param budgetBytes the memory budget
   */
  record Overrun(long chunk, long firstRow, int rows, long neededBytes, long budgetBytes)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %s from row %d needed %s and %s accepted",
          chunk,
          AmountFormat.rows(rows),
          firstRow,
          AmountFormat.ofBudget(neededBytes, budgetBytes),
          rows == 1 ? "was" : "were");
    }
  }

  /**
   * An attempt needed more than the budget, and the policy refuses that: the run ends.
   *
   * @param chunk the number of the chunk in reading order, from 1
   * @param firstRow the first source row
   * @param rows source rows of the attempt
   * @param neededBytes the peak of the attempt
   * @param budgetBytes the memory budget
   */
  record Refused(long chunk, long firstRow, int rows, long neededBytes, long budgetBytes)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %s from row %d needed %s and %s refused",
          chunk,
          AmountFormat.rows(rows),
          firstRow,
          AmountFormat.ofBudget(neededBytes, budgetBytes),
          rows == 1 ? "was" : "were");
    }
  }

  /**
   * The run paused to keep its compute or energy budget, or to wait for memory to be released.
   *
   * @param reason why
   * @param took how long
   */
  record Paused(String reason, Duration took) implements RunEvent {
    @Override
    public String describe() {
      return String.format(Locale.ROOT, "paused for %.1f ms: %s", took.toNanos() / 1e6, reason);
    }
  }

  /**
   * The energy budget was exceeded. Published once for a budget in joules, and at most once a
   * minute for one in watts.
   *
   * @param used joules of the run, or average watts of a window of at least 10 s
   * @param limit the budget, in the same unit
   * @param unit {@code J} or {@code W}
   * @param measured whether the energy was measured; otherwise it is an estimate
   */
  record EnergyOverBudget(double used, double limit, String unit, boolean measured)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "energy budget exceeded: %.1f %s %s, limit %.1f %s",
          used,
          unit,
          measured ? "measured" : "estimated",
          limit,
          unit);
    }
  }

  /**
   * The throttle of a backpressure strategy changed: another number of rows, or the start or end of
   * pauses.
   *
   * @param strategy the name of the strategy
   * @param rowsBefore its previous maximum of rows per read
   * @param rows its current maximum of rows per read
   * @param pause its pause before the next read
   */
  record BackpressureChanged(String strategy, int rowsBefore, int rows, Duration pause)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "backpressure by %s: at most %d rows per read (before: %d), pause %.1f ms",
          strategy,
          rows,
          rowsBefore,
          pause.toNanos() / 1e6);
    }
  }

  /**
   * A dynamic column was added during the run.
   *
   * @param column the name of the column
   * @param firstSeenRow the source row from which it exists
   */
  record DynamicColumnAdded(String column, long firstSeenRow) implements RunEvent {
    @Override
    public String describe() {
      return "column '" + column + "' added at row " + firstSeenRow;
    }
  }

  /**
   * A listener threw; published once for each listener.
   *
   * @param listener its position in the order in which listeners were added, from 1
   * @param error the exception
   */
  record ListenerFailed(String listener, String error) implements RunEvent {
    @Override
    public String describe() {
      return "listener " + listener + " threw " + error + "; the run continues";
    }
  }

  /**
   * The run ended.
   *
   * @param outcome SOURCE_ENDED, STOPPED, STOPPED_BY_CONSUMER or FAILED
   * @param rows rows committed
   */
  record Ended(String outcome, long rows) implements RunEvent {
    @Override
    public String describe() {
      return outcome + " after " + rows + " rows";
    }
  }
}
