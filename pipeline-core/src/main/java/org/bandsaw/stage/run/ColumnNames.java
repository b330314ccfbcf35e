package org.bandsaw.stage.run;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names that were given to a stage, checked, and what its own name is made of. */
public final class ColumnNames {

  private static final int MAX_SHOWN = 3;

  private ColumnNames() {}

  public static String requireValid(@Nullable String column) {
    if (column == null || column.isEmpty()) {
      throw new IllegalArgumentException(
          "a column name is " + (column == null ? "null" : "empty") + "; name an existing column");
    }
    return column;
  }

  /** The same names in a list of its own; none null, empty or twice. */
  public static List<String> requireValid(List<String> columns) {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(requireValid(column))) {
        throw new IllegalArgumentException("column '" + column + "' is named twice; name it once");
      }
    }
    return List.copyOf(columns);
  }

  public static List<String> requireNonEmpty(List<String> columns) {
    List<String> names = requireValid(columns);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no column is named; name at least one");
    }
    return names;
  }

  /** The name that was given to a stage, or its default. */
  public static String orDefault(String given, String byDefault) {
    return given.isEmpty() ? byDefault : given;
  }

  public static String requireStageName(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a stage needs a name that is not empty");
    }
    return name;
  }

  /** As in {@code select(a,b,c,+2)}. */
  public static String formatCall(String what, List<String> columns) {
    if (columns.size() <= MAX_SHOWN) {
      return what + "(" + String.join(",", columns) + ")";
    }
    String first = String.join(",", columns.subList(0, MAX_SHOWN));
    return what + "(" + first + ",+" + (columns.size() - MAX_SHOWN) + ")";
  }
}
