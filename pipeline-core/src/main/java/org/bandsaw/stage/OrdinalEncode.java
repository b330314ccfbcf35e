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
 * A whole number for each value of a column of text, as DOUBLE from 0: declared {@link
 * #values(String...) values} in their order, then others in the order in which they first appear. A
 * missing value stays missing.
 *
 * <p>With declared values, {@link UnseenCategory#OTHER} and {@link UnseenCategory#FAIL} give no
 * more numbers. Without them, and always with {@link UnseenCategory#GROW}, a new value gets the
 * next number while learning, as long as there are fewer than {@link #maxCategories(int)}; a
 * learned pipeline gives no more. A value without a number becomes −1, or stops with a {@link
 * BadDataException} under {@link UnseenCategory#FAIL}.
 *
 * @param name the stage's name; empty for {@code ordinalEncode(vendor)}
 * @param column a column of text
 * @param unseen what happens to a value without a number
 * @param values those declared, in order; may be empty
 * @param maxCategories the most numbers, declared ones included; from 1
 * @param output the column that is made; empty for {@code vendor_code}
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
          values.size() + " values are declared where at most " + maxCategories + " may be");
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("ordinalEncode", List.of(column)));
    output = ColumnNames.orDefault(output, column + "_code");
  }

  /** This stage under another name. */
  public OrdinalEncode named(String other) {
    String given = ColumnNames.requireStageName(other);
    return new OrdinalEncode(given, column, unseen, values, maxCategories, output);
  }

  /** What happens to a value without a number; {@link UnseenCategory#GROW} if not said. */
  public OrdinalEncode unseen(UnseenCategory what) {
    return new OrdinalEncode(name, column, what, values, maxCategories, output);
  }

  /** Values that have the numbers from 0, in this order. */
  public OrdinalEncode values(String... declared) {
    List<String> given = Arrays.asList(declared);
    return new OrdinalEncode(name, column, unseen, given, maxCategories, output);
  }

  /** The most numbers; 100 000 if not said. */
  public OrdinalEncode maxCategories(int most) {
    return new OrdinalEncode(name, column, unseen, values, most, output);
  }

  /** Calls the column that is made by this name. */
  public OrdinalEncode as(String column) {
    String given = ColumnNames.requireValid(column);
    return new OrdinalEncode(name, this.column, unseen, values, maxCategories, given);
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
