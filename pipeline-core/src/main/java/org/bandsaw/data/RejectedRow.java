package org.bandsaw.data;

import java.util.Objects;
import java.util.Optional;

/**
 * A source row that a reader, a rule or a stage refused, and why.
 *
 * @param sourceRow the row of the source, from 0
 * @param location the file and the line at which the record begins; empty if the source does not
 *     report them
 * @param column the column whose value was refused; empty if the whole record was refused
 * @param value the refused value as text, not shortened; empty if it is missing or the whole record
 *     was refused
 * @param rejectedBy the name of the rule or stage, or of the source whose reader refused the record
 * @param reason what was found and what was needed
 */
public record RejectedRow(
    long sourceRow,
    Optional<SourceLocation> location,
    String column,
    String value,
    String rejectedBy,
    String reason) {

  public RejectedRow {
    if (sourceRow < 0) {
      throw new IllegalArgumentException("sourceRow must be 0 or more, not " + sourceRow);
    }
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(rejectedBy, "rejectedBy");
    Objects.requireNonNull(reason, "reason");
  }

  /** A row whose location is not known, as a rule or a stage reports it. */
  public RejectedRow(
      long sourceRow, String column, String value, String rejectedBy, String reason) {
    this(sourceRow, Optional.empty(), column, value, rejectedBy, reason);
  }

  /** Returns the same row with its location. */
  public RejectedRow at(SourceLocation known) {
    return new RejectedRow(sourceRow, Optional.of(known), column, value, rejectedBy, reason);
  }
}
