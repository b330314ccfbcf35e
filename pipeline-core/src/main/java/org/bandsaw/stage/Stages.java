package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowView;
import org.bandsaw.data.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Ready-made stages. Each answers an immutable description, whose methods answer changed copies.
 *
 * <p>Column names are checked for null, emptiness and repetition here ({@link
 * IllegalArgumentException}), and against the columns there are when a run opens ({@link
 * org.bandsaw.data.SchemaException}, which names the nearest). Stages have a default name, as in
 * {@code rollingMean(fare,50)}, and a method {@code named} to give them another; names are unique
 * in a pipeline.
 */
public final class Stages {

  private Stages() {}

  /** Keeps these columns only, in this order; at least one. */
  public static SelectColumns select(String... columns) {
    return new SelectColumns("", Arrays.asList(columns));
  }

  /** Leaves these columns out; at least one. */
  public static DropColumns drop(String... columns) {
    return new DropColumns("", Arrays.asList(columns));
  }

  /** Gives a column another name, at its place. */
  public static RenameColumn rename(String from, String to) {
    return new RenameColumn("", from, to);
  }

  /** Loses rows with a missing value in any of these columns; none named: in any declared one. */
  public static DropMissing dropMissing(String... columns) {
    return new DropMissing("", Arrays.asList(columns));
  }

  /** Loses the rows for which the condition does not hold; they are counted under this name. */
  public static Filter filter(String name, Predicate<? super RowView> keep) {
    return new Filter(name, keep, List.of(), 1);
  }

  /**
   * A column of numbers or booleans computed from each row by itself; NaN is missing.
   *
   * @param column its name and type; one of this name that exists is replaced at its place
   */
  public static Derive derive(ColumnSpec column, ToDoubleFunction<? super RowView> value) {
    return new Derive("derive(" + column.name() + ")", column, value, null, 1);
  }

  /** A column of text computed from each row by itself; null and the empty text are missing. */
  public static DeriveText deriveText(
      String column, Function<? super RowView, @Nullable String> value) {
    return new DeriveText("derive(" + column + ")", column, value, null, 1);
  }

  /** As {@link #deriveText(String, Function)}; the column must be one of text. */
  public static DeriveText deriveText(
      ColumnSpec column, Function<? super RowView, @Nullable String> value) {
    if (column.type() != ValueType.STRING) {
      throw new IllegalArgumentException(
          "column '"
              + column.name()
              + "' is "
              + column.type()
              + "; deriveText makes text. Use derive for numbers and booleans");
    }
    return deriveText(column.name(), value);
  }

  /** Puts something in the place of a column's missing values. */
  public static ImputeMissing impute(String column, Impute how) {
    return impute(Arrays.asList(column), how);
  }

  /** Puts something in the place of the missing values of several columns. */
  public static ImputeMissing impute(List<String> columns, Impute how) {
    return new ImputeMissing("", columns, how);
  }

  /**
   * Scales by the running mean and population deviation of the rows up to and including the current
   * one; at least one column.
   */
  public static StandardScale standardScale(String... columns) {
    return new StandardScale("", Arrays.asList(columns));
  }

  /** A column of 0 and 1 for each value of a column; columns grow as values appear. */
  public static OneHot oneHot(String column) {
    return new OneHot("", column, UnseenCategory.GROW, List.of(), 1_000, true);
  }

  /** The mean of a column over its last rows, the current one included. */
  public static Rolling rollingMean(String column, int rows) {
    return new Rolling("", column, rows, true, 1, List.of(), Rolling.KEYS, "");
  }

  /** The value that a numeric column had so many rows ago. */
  public static Lag lag(String column, int rows) {
    return new Lag("", column, rows, List.of(), Rolling.KEYS, "");
  }

  /** The sum of two numeric columns, in a new column {@code a_plus_b}. */
  public static Arithmetic add(String a, String b) {
    return columns(Arithmetic.Operation.ADD, a, b);
  }

  /** A numeric column and a number added up, in a new column such as {@code a_plus_2.5}. */
  public static Arithmetic add(String a, double number) {
    return new Arithmetic("", Arithmetic.Operation.ADD, a, "", number, "");
  }

  /** A numeric column without another, in a new column {@code a_minus_b}. */
  public static Arithmetic subtract(String a, String b) {
    return columns(Arithmetic.Operation.SUBTRACT, a, b);
  }

  /** A numeric column less a number, in a new column such as {@code a_minus_2.5}. */
  public static Arithmetic subtract(String a, double number) {
    return new Arithmetic("", Arithmetic.Operation.SUBTRACT, a, "", number, "");
  }

  /** The product of two numeric columns, in a new column {@code a_times_b}. */
  public static Arithmetic multiply(String a, String b) {
    return columns(Arithmetic.Operation.MULTIPLY, a, b);
  }

  /** A numeric column times a number, in a new column such as {@code a_times_2.5}. */
  public static Arithmetic multiply(String a, double number) {
    return new Arithmetic("", Arithmetic.Operation.MULTIPLY, a, "", number, "");
  }

  /** A numeric column over another, in a new column {@code a_over_b}; missing where b is 0. */
  public static Arithmetic divide(String a, String b) {
    return columns(Arithmetic.Operation.DIVIDE, a, b);
  }

  /** A numeric column over a number other than 0, in a new column such as {@code a_over_2.5}. */
  public static Arithmetic divide(String a, double number) {
    return new Arithmetic("", Arithmetic.Operation.DIVIDE, a, "", number, "");
  }

  private static Arithmetic columns(Arithmetic.Operation operation, String a, String b) {
    return new Arithmetic("", operation, a, ColumnNames.checked(b), 0, "");
  }

  /**
   * The number in each text of a column, in its place; see {@link ExtractNumber#as} to keep the
   * text.
   *
   * @param regex what to look for; its first group, or all of it, is the number
   */
  public static ExtractNumber extractNumber(String column, String regex) {
    return new ExtractNumber("", column, regex, "");
  }

  /**
   * A function from tables to tables with as many rows, each row by itself. Prefer {@link #derive}
   * and {@link #filter}, which are faster and cannot look at other rows.
   */
  public static TableStage tables(String name, TableFunction function) {
    return new TableStage(name, function, List.of(), 1);
  }
}
