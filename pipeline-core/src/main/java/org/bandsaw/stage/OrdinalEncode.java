package org.bandsaw.stage;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.run.ColumnNames;

/**
 * A whole number for each value of a text column, as DOUBLE from 0: declared {@link
 * #values(String...) values} in their order, then others in the order of their first appearance. A
 * missing value stays missing.
 *
 * <p>With declared values, {@link UnseenCategory#OTHER} and {@link UnseenCategory#FAIL} assign no
 * further numbers. Without them, and always with {@link UnseenCategory#GROW}, a new value gets the
 * next number while learning, as long as there are fewer than {@link #maxCategories(int)}. A
 * trained pipeline assigns no numbers. A value without a number is encoded as −1, or throws a
 * {@link BadDataException} with {@link UnseenCategory#FAIL}.
 *
 * @param name the stage's name; if empty, {@code ordinalEncode(vendor)}
 * @param column a text column
 * @param unseen what happens to a value without a number
 * @param values the declared values, in order; may be empty
 * @param maxCategories how many numbers are assigned at most, including declared values; from 1
 * @param output the output column; if empty, {@code vendor_code}
 */
public record OrdinalEncode(
    String name,
    String column,
    UnseenCategory unseen,
    List<String> values,
    int maxCategories,
    String output)
    implements ColumnStage {

  public OrdinalEncode {
    ColumnNames.requireValid(column);
    Objects.requireNonNull(unseen, "unseen");
    values = List.copyOf(values);
    if (new HashSet<>(values).size() < values.size() || values.contains("")) {
      throw new IllegalArgumentException(
          "categories must differ and must not be empty: " + String.join(", ", values));
    }
    FrequencyEncode.checkMaxCategories(maxCategories);
    if (values.size() > maxCategories) {
      throw new IllegalArgumentException(
          values.size() + " values are declared; maxCategories is " + maxCategories);
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("ordinalEncode", List.of(column)));
    output = ColumnNames.orDefault(output, column + "_code");
  }

  @Override
  public OrdinalEncode named(String name) {
    String given = ColumnNames.requireStageName(name);
    return new OrdinalEncode(given, column, unseen, values, maxCategories, output);
  }

  /** Sets what happens to a value without a number. Default: {@link UnseenCategory#GROW}. */
  public OrdinalEncode unseen(UnseenCategory unseen) {
    return new OrdinalEncode(name, column, unseen, values, maxCategories, output);
  }

  /** Declares values that have the numbers from 0, in this order. */
  public OrdinalEncode values(String... declared) {
    List<String> given = Arrays.asList(declared);
    return new OrdinalEncode(name, column, unseen, given, maxCategories, output);
  }

  /** Sets how many numbers are assigned at most. Default: 100 000. */
  public OrdinalEncode maxCategories(int maxCategories) {
    return new OrdinalEncode(name, column, unseen, values, maxCategories, output);
  }

  /** Sets the name of the output column. */
  public OrdinalEncode as(String output) {
    String given = ColumnNames.requireValid(output);
    return new OrdinalEncode(name, column, unseen, values, maxCategories, given);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream()
        .<Stage>map(each -> new OrdinalEncode("", each, unseen, values, maxCategories, ""))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return Encoders.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }
}
