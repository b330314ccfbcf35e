package org.bandsaw.stage;

import java.util.HashMap;
import java.util.Map;
import org.bandsaw.stage.batch.DropHighCardinality;
import org.bandsaw.stage.batch.QuantileBins;
import org.bandsaw.stage.column.DropColumns;
import org.bandsaw.stage.column.DropMissing;
import org.bandsaw.stage.column.OnColumns;
import org.bandsaw.stage.column.RenameColumn;
import org.bandsaw.stage.column.SelectColumns;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.number.Arithmetic;
import org.bandsaw.stage.number.Bins;
import org.bandsaw.stage.number.Clip;
import org.bandsaw.stage.number.ImputeMissing;
import org.bandsaw.stage.number.Interactions;
import org.bandsaw.stage.number.MinMaxScale;
import org.bandsaw.stage.number.Polynomial;
import org.bandsaw.stage.number.RowStatistic;
import org.bandsaw.stage.number.StandardScale;
import org.bandsaw.stage.text.DateParts;
import org.bandsaw.stage.text.ExtractNumber;

/** Names under which the ready-made stages stand in files; a name is never given to another one. */
public final class StageKinds {

  private StageKinds() {}

  /** The class behind each name. */
  public static Map<String, Class<?>> all() {
    Map<String, Class<?>> kinds =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("select", SelectColumns.class),
                Map.entry("drop", DropColumns.class),
                Map.entry("rename", RenameColumn.class),
                Map.entry("drop-missing", DropMissing.class),
                Map.entry("on-columns", OnColumns.class),
                Map.entry("impute", ImputeMissing.class),
                Map.entry("impute-how", Impute.class),
                Map.entry("standard-scale", StandardScale.class),
                Map.entry("one-hot", OneHot.class),
                Map.entry("rolling", Rolling.class),
                Map.entry("rolling-over-time", RollingOverTime.class),
                Map.entry("expanding", Expanding.class),
                Map.entry("lag", Lag.class),
                Map.entry("arithmetic", Arithmetic.class),
                Map.entry("extract-number", ExtractNumber.class),
                Map.entry("min-max-scale", MinMaxScale.class),
                Map.entry("clip", Clip.class),
                Map.entry("polynomial", Polynomial.class),
                Map.entry("interactions", Interactions.class),
                Map.entry("row-statistic", RowStatistic.class),
                Map.entry("bins", Bins.class),
                Map.entry("anomaly", Anomaly.class),
                Map.entry("date-parts", DateParts.class),
                Map.entry("clean-text", CleanText.class),
                Map.entry("frequency-encode", FrequencyEncode.class),
                Map.entry("ordinal-encode", OrdinalEncode.class),
                Map.entry("target-encode", TargetEncode.class),
                Map.entry("quantile-bins", QuantileBins.class),
                Map.entry("rank", Rank.class),
                Map.entry("sort", SortRows.class),
                Map.entry("drop-correlated", DropCorrelated.class),
                Map.entry("drop-high-cardinality", DropHighCardinality.class),
                Map.entry("key-limit", KeyLimit.class)));
    kinds.putAll(Encoders.kinds());
    return Map.copyOf(kinds);
  }
}
