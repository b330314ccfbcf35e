package org.bandsaw.stage;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.run.ColumnNames;

/**
 * A column {@code column__value} for each value of a column of text, booleans, integers or dates: 1
 * in the rows that have the value, 0 in the others. All columns are 0 if the value is missing. The
 * columns are DOUBLE. The encoded column is kept unless it is {@link #droppingInput() dropped}.
 *
 * <p>Declared {@link #values(String...) values} have columns from the start. With them, {@link
 * UnseenCategory#OTHER} and {@link UnseenCategory#FAIL} add no further columns. Without them, and
 * always with {@link UnseenCategory#GROW}, a value gets a column in the row in which it first
 * appears while learning, as long as there are fewer than {@link #maxCategories(int)}. A trained
 * pipeline adds no columns: a value that it has not learned is unseen.
 *
 * <p>Beyond the maximum, values are encoded in {@code column__other}, which is added when it is
 * first needed; with {@link UnseenCategory#FAIL} they fail. A value {@code other} in the data
 * shares that column. Once the maximum is reached, a trained pipeline encodes unseen values there,
 * too.
 *
 * @param name the stage's name; if empty, {@code oneHot(column)}
 * @param column the column to encode
 * @param unseen what happens to a value without a column
 * @param values the declared values, in order; may be empty
 * @param maxCategories how many columns are added at most, not counting {@code column__other}
 * @param keepsColumn whether the encoded column is kept
 */
public record OneHot(
    String name,
    String column,
    UnseenCategory unseen,
    List<String> values,
    int maxCategories,
    boolean keepsColumn)
    implements ColumnStage {

  public OneHot {
    ColumnNames.requireValid(column);
    Objects.requireNonNull(unseen, "unseen");
    if (values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("a category is null; a missing value has no column");
    }
    values = List.copyOf(values);
    if (new HashSet<>(values).size() < values.size() || values.contains("")) {
      throw new IllegalArgumentException(
          "categories must differ and must not be empty: " + String.join(", ", values));
    }
    if (maxCategories < 1) {
      throw new IllegalArgumentException("maxCategories must be at least 1, not " + maxCategories);
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("oneHot", List.of(column)));
  }

  @Override
  public OneHot named(String name) {
    String given = ColumnNames.requireStageName(name);
    return new OneHot(given, column, unseen, values, maxCategories, keepsColumn);
  }

  /** Sets what happens to a value without a column. Default: {@link UnseenCategory#GROW}. */
  public OneHot unseen(UnseenCategory unseen) {
    return new OneHot(name, column, unseen, values, maxCategories, keepsColumn);
  }

  /** Declares values that have columns from the start, in this order. */
  public OneHot values(String... declared) {
    List<String> given = Arrays.asList(declared);
    return new OneHot(name, column, unseen, given, maxCategories, keepsColumn);
  }

  /** Sets how many columns are added at most. Default: 1 000. */
  public OneHot maxCategories(int maxCategories) {
    return new OneHot(name, column, unseen, values, maxCategories, keepsColumn);
  }

  /** Removes the encoded column from the output. */
  public OneHot droppingInput() {
    return new OneHot(name, column, unseen, values, maxCategories, false);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream()
        .<Stage>map(each -> new OneHot("", each, unseen, values, maxCategories, keepsColumn))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return Encoders.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Encoders.lineage(this);
  }
}
