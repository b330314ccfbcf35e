package org.bandsaw.stage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names that were given to a stage, checked, and what its own name is made of. */
final class ColumnNames {

  private static final int SHOWN = 3;

  private ColumnNames() {}

  static String checked(@Nullable String column) {
    if (column == null || column.isEmpty()) {
      throw new IllegalArgumentException(
          "a column name is " + (column == null ? "null" : "empty") + "; name an existing column");
    }
    return column;
  }

  /** The same names in a list of its own; none null, empty or twice. */
  static List<String> checked(List<String> columns) {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(checked(column))) {
        throw new IllegalArgumentException("column '" + column + "' is named twice; name it once");
      }
    }
    return List.copyOf(columns);
  }

  static List<String> atLeastOne(List<String> columns) {
    List<String> names = checked(columns);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no column is named; name at least one");
    }
    return names;
  }

  /** The name that was given to a stage, or its default. */
  static String stage(String given, String byDefault) {
    return given.isEmpty() ? byDefault : given;
  }

  static String given(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a stage needs a name that is not empty");
    }
    return name;
  }

  /** As in {@code select(a,b,c,+2)}. */
  static String call(String what, List<String> columns) {
    if (columns.size() <= SHOWN) {
      return what + "(" + String.join(",", columns) + ")";
    }
    String first = String.join(",", columns.subList(0, SHOWN));
    return what + "(" + first + ",+" + (columns.size() - SHOWN) + ")";
  }
}
