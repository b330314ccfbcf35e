package org.bandsaw.stage;

import java.util.HashMap;
import java.util.Map;
import org.bandsaw.stage.batch.BatchStages;
import org.bandsaw.stage.column.ColumnStages;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.number.NumberStages;
import org.bandsaw.stage.text.TextStages;

/**
 * The names that stand for the built-in stages in files. A name is never reused for another stage.
 */
public final class StageKinds {

  private StageKinds() {}

  /** Returns the class of each name. */
  public static Map<String, Class<?>> all() {
    Map<String, Class<?>> kinds =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("impute-how", Impute.class),
                Map.entry("one-hot", OneHot.class),
                Map.entry("rolling", Rolling.class),
                Map.entry("rolling-over-time", RollingOverTime.class),
                Map.entry("expanding", Expanding.class),
                Map.entry("lag", Lag.class),
                Map.entry("anomaly", Anomaly.class),
                Map.entry("clean-text", CleanText.class),
                Map.entry("frequency-encode", FrequencyEncode.class),
                Map.entry("ordinal-encode", OrdinalEncode.class),
                Map.entry("target-encode", TargetEncode.class),
                Map.entry("rank", Rank.class),
                Map.entry("sort", SortRows.class),
                Map.entry("drop-correlated", DropCorrelated.class),
                Map.entry("key-limit", KeyLimit.class)));
    kinds.putAll(ColumnStages.kinds());
    kinds.putAll(NumberStages.kinds());
    kinds.putAll(TextStages.kinds());
    kinds.putAll(BatchStages.kinds());
    kinds.putAll(Encoders.kinds());
    return Map.copyOf(kinds);
  }
}
