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
 * in the rows that have the value, else 0; all 0 where the value is missing. The columns hold
 * doubles. The encoded column stays, unless {@link #droppingInput() dropped}.
 *
 * <p>Declared {@link #values(String...) values} have columns from the start. With them, {@link
 * UnseenCategory#OTHER} and {@link UnseenCategory#FAIL} let no more columns appear. Without them,
 * and always with {@link UnseenCategory#GROW}, a value gets a column in the row where it first
 * appears while learning, as long as there are fewer than {@link #maxCategories(int)}; a learned
 * pipeline gets no columns any more, and what it has not seen is unseen.
 *
 * <p>Beyond the bound, values go to {@code column__other}, which grows when it is needed, or fail
 * under {@link UnseenCategory#FAIL}. A real value {@code other} shares that column. Once the bound
 * is reached, a learned pipeline sends what it has not seen there too.
 *
 * @param name the stage's name; empty for {@code oneHot(column)}
 * @param column what is encoded
 * @param unseen what happens to a value without a column
 * @param values those declared, in order; may be empty
 * @param maxCategories the most columns, {@code column__other} not counted
 * @param keepsColumn whether the encoded column stays
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

  /** This stage under another name. */
  public OneHot named(String other) {
    String given = ColumnNames.requireStageName(other);
    return new OneHot(given, column, unseen, values, maxCategories, keepsColumn);
  }

  /** What happens to a value without a column; {@link UnseenCategory#GROW} if not said. */
  public OneHot unseen(UnseenCategory what) {
    return new OneHot(name, column, what, values, maxCategories, keepsColumn);
  }

  /** Values that have columns from the start, in this order. */
  public OneHot values(String... declared) {
    List<String> given = Arrays.asList(declared);
    return new OneHot(name, column, unseen, given, maxCategories, keepsColumn);
  }

  /** The most columns; 1 000 if not said. */
  public OneHot maxCategories(int most) {
    return new OneHot(name, column, unseen, values, most, keepsColumn);
  }

  /** Leaves the encoded column out of what comes out. */
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
