package org.bandsaw.sink;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.bandsaw.data.Schema;

/** Selects the columns of a sink. */
final class ColumnSelection {

  static final String PREDICTION = "prediction";

  private ColumnSelection() {}

  /** Returns a copy of the names. Throws if a name is contained twice. */
  static List<String> requireDistinct(List<String> columns) {
    List<String> names = List.copyOf(columns);
    if (new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("a column is selected twice: " + names);
    }
    return names;
  }

  /** Returns the selected columns, and the prediction; or all columns if none are selected. */
  static List<String> of(Schema rows, List<String> selected, boolean wantsPrediction) {
    if (selected.isEmpty()) {
      return rows.names();
    }
    List<String> names = new ArrayList<>(selected);
    if (wantsPrediction && !names.contains(PREDICTION)) {
      names.add(PREDICTION);
    }
    return names;
  }

  /** Returns the name of a file, which is the name of its sink. */
  static String fileName(Path file) {
    Path name = file.getFileName();
    if (name == null || name.toString().isEmpty()) {
      throw new IllegalArgumentException("the path '" + file + "' has no file name");
    }
    return name.toString();
  }
}
