package org.bandsaw.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Figure;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.UnseenCategory;

/** The feature workload: 18 features from 9 columns, and a learner. */
final class FeatureWorkload {

  static final Schema COLUMNS =
      Schema.of(
          ColumnSpec.real("d1"),
          ColumnSpec.real("d2"),
          ColumnSpec.real("d3"),
          ColumnSpec.real("d4"),
          ColumnSpec.real("d5"),
          ColumnSpec.real("d6"),
          ColumnSpec.integer("i1"),
          ColumnSpec.integer("i2"),
          ColumnSpec.text("cat"),
          ColumnSpec.text("team"),
          ColumnSpec.dateTime("ts"),
          ColumnSpec.real("target"));

  private FeatureWorkload() {}

  static Pipeline pipeline(boolean withTable) {
    Pipeline.Builder builder = Pipeline.builder();
    if (withTable) {
      builder
          .stage(
              "ratio",
              table ->
                  table.addColumns(
                      table
                          .doubleColumn("d3")
                          .divide(table.doubleColumn("d4"))
                          .setName("d3_per_d4")))
          .exclude("d3_per_d4"); // so that the scores do not change
    }
    return builder
        .stage(
            Stages.impute(
                List.of("d1", "d2", "d3", "d4", "d5", "d6", "i1", "i2"), Impute.RUNNING_MEAN))
        .stage(Stages.rollingMean("d1", 50))
        .stage(Stages.rollingMean("d2", 50))
        .stage(
            Stages.standardScale(
                "d1", "d2", "d3", "d4", "d5", "d6", "i1", "i2", "d1_mean_50", "d2_mean_50"))
        .stage(
            Stages.oneHot("cat")
                .values("cat_A", "cat_B", "cat_C", "cat_D", "cat_E", "cat_F", "cat_G", "cat_H")
                .unseen(UnseenCategory.FAIL))
        .learn("target", Learners.sgd())
        .build();
  }

  /**
   * Runs the workload and returns the result as a JSON object.
   *
   * @param mebibytes a memory budget, with adaptive chunks; 0 for the default budget and chunks of
   *     a fixed size
   */
  static String run(Path file, int chunkSize, int threads, boolean withTable, int mebibytes) {
    long start = System.nanoTime();
    Job job =
        pipeline(withTable)
            .on(Sources.csv(file).schema(COLUMNS))
            .chunks(ChunkPolicy.fixed(chunkSize))
            .parallelism(threads);
    if (mebibytes > 0) {
      job = job.memory(MemoryBudget.ofMebibytes(mebibytes)).chunks(ChunkPolicy.adaptive(chunkSize));
    }
    StreamReport report = job.runStreaming();
    return String.format(
        Locale.ROOT,
        "{\"rows\":%d,\"rmse\":%s,\"r2\":%s,\"job_s\":%.12f}",
        report.rows().committed(),
        json(report.scores().rmse()),
        json(report.scores().r2()),
        (System.nanoTime() - start) / 1e9);
  }

  private static String json(Figure figure) {
    return figure.isKnown() ? figure.text(12) : "null";
  }
}
