package org.bandsaw.stage.run;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks of column and stage names, and default names of stages. */
public final class ColumnNames {

  private static final int MAX_SHOWN = 3;

  private ColumnNames() {}

  /**
   * Returns the name.
   *
   * @throws IllegalArgumentException if it is null or empty
   */
  public static String requireValid(@Nullable String column) {
    if (column == null || column.isEmpty()) {
      throw new IllegalArgumentException(
          "a column name is " + (column == null ? "null" : "empty") + "; name an existing column");
    }
    return column;
  }

  /**
   * Returns an immutable copy of the names.
   *
   * @throws IllegalArgumentException if one is null, empty or repeated
   */
  public static List<String> requireValid(List<String> columns) {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(requireValid(column))) {
        throw new IllegalArgumentException("column '" + column + "' is named twice; name it once");
      }
    }
    return List.copyOf(columns);
  }

  /**
   * Returns an immutable copy of the names.
   *
   * @throws IllegalArgumentException if there are none, or one is null, empty or repeated
   */
  public static List<String> requireNonEmpty(List<String> columns) {
    List<String> names = requireValid(columns);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no column is named; name at least one");
    }
    return names;
  }

  /** Returns the given name, or the default if it is empty. */
  public static String orDefault(String given, String defaultName) {
    return given.isEmpty() ? defaultName : given;
  }

  /**
   * Returns the name.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public static String requireStageName(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a stage needs a name that is not empty");
    }
    return name;
  }

  /** Returns a name such as {@code select(a,b,c,+2)}: the first columns, and how many follow. */
  public static String formatCall(String function, List<String> columns) {
    if (columns.size() <= MAX_SHOWN) {
      return function + "(" + String.join(",", columns) + ")";
    }
    String first = String.join(",", columns.subList(0, MAX_SHOWN));
    return function + "(" + first + ",+" + (columns.size() - MAX_SHOWN) + ")";
  }
}
