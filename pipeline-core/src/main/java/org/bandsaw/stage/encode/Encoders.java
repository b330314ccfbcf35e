package org.bandsaw.stage.encode;

import java.util.List;
import java.util.Map;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.FrequencyEncode;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.OneHot;
import org.bandsaw.stage.OrdinalEncode;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.TargetEncode;

/** Opens the runs of encoders, and makes the encoders whose only option is a name. */
public final class Encoders {

  private Encoders() {}

  /** Returns the names of the hidden stages in files, with their classes. */
  public static Map<String, Class<?>> kinds() {
    return Map.of("hash-encode", HashEncode.class);
  }

  /** Returns a stage that puts texts into a fixed number of buckets. */
  public static ColumnStage hashEncode(String column, int buckets) {
    return new HashEncode("", column, buckets);
  }

  /** Opens a one-hot encoder. */
  public static StageRun open(Schema input, OneHot stage) {
    return new OneHotRun(input, stage);
  }

  /** Returns the lineage of a one-hot encoder. */
  public static Lineage lineage(OneHot stage) {
    return OneHotRun.lineage(stage);
  }

  /** Opens an ordinal encoder. */
  public static StageRun open(Schema input, OrdinalEncode stage) {
    return new CategoryEncodingRun(
        input, new OrdinalEncoding(stage), stage.column(), null, stage.output(), stage.values());
  }

  /** Opens a frequency encoder. */
  public static StageRun open(Schema input, FrequencyEncode stage) {
    return new CategoryEncodingRun(
        input,
        new FrequencyEncoding(stage.maxCategories()),
        stage.column(),
        null,
        stage.output(),
        List.of());
  }

  /** Opens a target encoder. */
  public static StageRun open(Schema input, TargetEncode stage) {
    return new CategoryEncodingRun(
        input,
        new TargetMeanEncoding(stage.maxCategories(), stage.smoothing()),
        stage.column(),
        stage.target(),
        stage.output(),
        List.of());
  }
}
