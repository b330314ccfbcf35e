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
 * Which columns a stage is put on, told without knowing which there are: all numbers but some, or
 * those of a list that an earlier step left. Declared columns only; what grows while data passes is
 * not among them. Immutable.
 *
 * @param kind what is in the columns
 * @param names with {@link Kind#NAMED} the ones that are meant, else the ones that are left out
 */
public record Columns(Kind kind, List<String> names) {

  /** Stands for the column in a stage that is put on many, see {@link Stages#onAll}. */
  public static final String EACH = "*";

  /** What is in a column. */
  public enum Kind {
    /** Numbers of any width. */
    NUMBERS,
    /** Texts. */
    TEXTS,
    /** True and false. */
    BOOLEANS,
    /** Anything, chosen by name. */
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

  /** All columns of numbers. */
  public static Columns numbers() {
    return new Columns(Kind.NUMBERS, List.of());
  }

  /** All columns of text. */
  public static Columns texts() {
    return new Columns(Kind.TEXTS, List.of());
  }

  /** All columns of true and false. */
  public static Columns booleans() {
    return new Columns(Kind.BOOLEANS, List.of());
  }

  /** Those of these columns that are there: an earlier step may have dropped some by their data. */
  public static Columns ifPresent(String... columns) {
    return new Columns(Kind.NAMED, Arrays.asList(columns));
  }

  /**
   * Without these, and without those that were left out before. A name that is not there, or of
   * another kind, changes nothing: an earlier step may have dropped the column.
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

  /** The names of the columns that are meant, in their order; may be none. */
  public List<String> resolve(Schema schema) {
    Set<String> listed = new HashSet<>(names);
    List<String> meant = new ArrayList<>();
    for (int i = 0; i < schema.declaredCount(); i++) {
      ColumnSpec column = schema.column(i);
      boolean isListed = listed.contains(column.name());
      if (kind.matches(column.type()) && isListed == (kind == Kind.NAMED)) {
        meant.add(column.name());
      }
    }
    return meant;
  }

  /** As in {@code numbers(-salary,-age)} or {@code ifThere(height,weight)}. */
  @Override
  public String toString() {
    if (kind == Kind.NAMED) {
      return ColumnNames.formatCall("ifThere", names);
    }
    String kinds = kind.name().toLowerCase(Locale.ROOT);
    return names.isEmpty()
        ? kinds
        : ColumnNames.formatCall(kinds, names.stream().map(name -> "-" + name).toList());
  }
}
