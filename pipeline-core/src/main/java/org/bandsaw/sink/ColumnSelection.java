package org.bandsaw.sink;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.bandsaw.data.Schema;

/** Which columns of its rows a sink takes. */
final class ColumnSelection {

  static final String PREDICTION = "prediction";

  private ColumnSelection() {}

  /** The names a user gave, each once. */
  static List<String> requireDistinct(List<String> only) {
    List<String> names = List.copyOf(only);
    if (new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("a column is chosen twice: " + names);
    }
    return names;
  }

  /**
   * The columns to take from rows of this schema: all of them, or the chosen ones in their order.
   */
  static List<String> of(Schema rows, List<String> only, boolean wantsPrediction) {
    if (only.isEmpty()) {
      return rows.names();
    }
    List<String> names = new ArrayList<>(only);
    if (wantsPrediction && !names.contains(PREDICTION)) {
      names.add(PREDICTION);
    }
    return names;
  }

  /** The name of a file's sink. */
  static String fileName(Path file) {
    Path name = file.getFileName();
    if (name == null || name.toString().isEmpty()) {
      throw new IllegalArgumentException("'" + file + "' does not name a file");
    }
    return name.toString();
  }
}
