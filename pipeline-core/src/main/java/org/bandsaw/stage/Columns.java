package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Selects declared columns of a schema by kind, as in "all numbers but the fare", or by name from
 * those that are present. Dynamic columns are not selected. Immutable.
 *
 * @param kind the kind of the columns
 * @param names the selected columns if the kind is {@link Kind#NAMED}, otherwise the excluded ones
 */
public record Columns(Kind kind, List<String> names) {

  /** The column name to use in the template of {@link Stages#onAll}. */
  public static final String EACH = "*";

  /** A kind of columns. */
  public enum Kind {
    /** Columns of type DOUBLE, LONG and INT. */
    NUMBERS,
    /** Columns of text. */
    TEXTS,
    /** Columns of booleans. */
    BOOLEANS,
    /** Columns of any type, selected by name. */
    NAMED;

    private boolean matches(ValueType type) {
      return switch (this) {
        case NUMBERS -> type.isNumeric();
        case TEXTS -> type == ValueType.STRING;
        case BOOLEANS -> type == ValueType.BOOLEAN;
        case NAMED -> true;
      };
    }
  }

  public Columns {
    Objects.requireNonNull(kind, "kind");
    names = ColumnNames.requireValid(names);
  }

  /** Selects all numeric columns. */
  public static Columns numbers() {
    return new Columns(Kind.NUMBERS, List.of());
  }

  /** Selects all columns of text. */
  public static Columns texts() {
    return new Columns(Kind.TEXTS, List.of());
  }

  /** Selects all columns of booleans. */
  public static Columns booleans() {
    return new Columns(Kind.BOOLEANS, List.of());
  }

  /** Selects those of these columns that are present: an earlier stage may have dropped some. */
  public static Columns ifPresent(String... columns) {
    return new Columns(Kind.NAMED, Arrays.asList(columns));
  }

  /**
   * Excludes these columns, in addition to those already excluded. The name of an absent column, or
   * of one of another kind, has no effect: an earlier stage may have dropped the column.
   */
  public Columns except(String... columns) {
    List<String> all = new ArrayList<>(names);
    if (kind == Kind.NAMED) {
      all.removeAll(ColumnNames.requireValid(Arrays.asList(columns)));
    } else {
      all.addAll(Arrays.asList(columns));
    }
    return new Columns(kind, all);
  }

  /** Returns the names of the selected columns, in the order of the schema; may be empty. */
  public List<String> resolve(Schema schema) {
    Set<String> listed = new HashSet<>(names);
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < schema.declaredCount(); i++) {
      ColumnSpec column = schema.column(i);
      boolean isListed = listed.contains(column.name());
      if (kind.matches(column.type()) && isListed == (kind == Kind.NAMED)) {
        selected.add(column.name());
      }
    }
    return selected;
  }

  /** Returns a text such as {@code numbers(-salary,-age)} or {@code ifPresent(height,weight)}. */
  @Override
  public String toString() {
    if (kind == Kind.NAMED) {
      return ColumnNames.formatCall("ifPresent", names);
    }
    String kinds = kind.name().toLowerCase(Locale.ROOT);
    return names.isEmpty()
        ? kinds
        : ColumnNames.formatCall(kinds, names.stream().map(name -> "-" + name).toList());
  }
}
