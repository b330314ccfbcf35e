package org.bandsaw.stage.column;

import java.util.List;
import java.util.Map;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Columns;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.StageRun;

/** Creates the stages of this package. The contracts are in {@link org.bandsaw.stage.Stages}. */
public final class ColumnStages {

  private ColumnStages() {}

  public static NamedStage select(List<String> columns) {
    return new SelectColumns("", columns);
  }

  public static ColumnStage drop(List<String> columns) {
    return new DropColumns("", columns);
  }

  public static NamedStage rename(String from, String to) {
    return new RenameColumn("", from, to);
  }

  public static ColumnStage dropMissing(List<String> columns) {
    return new DropMissing("", columns);
  }

  public static NamedStage onAll(Columns columns, ColumnStage template) {
    return new OnColumns("", columns, template);
  }

  /** Opens a run that passes rows through unchanged. */
  public static StageRun openUnchanged(Schema input) {
    return new ProjectionRun(input, schema -> schema);
  }

  /** Returns the stages of this package by the names that stand for them in files. */
  public static Map<String, Class<?>> kinds() {
    return Map.of(
        "select", SelectColumns.class,
        "drop", DropColumns.class,
        "rename", RenameColumn.class,
        "drop-missing", DropMissing.class,
        "on-columns", OnColumns.class);
  }
}
