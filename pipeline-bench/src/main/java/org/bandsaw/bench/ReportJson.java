package org.bandsaw.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.MemoryUsage;
import org.bandsaw.data.Figure;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Scores;
import org.bandsaw.learn.Task;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.EnergyReport;
import org.bandsaw.report.StreamReport;

/**
 * Writes a report as one JSON document. Keys end in their unit. An unknown figure is null, and a
 * second key with the suffix {@code _reason} has the reason.
 *
 * <p>Both modes have {@code mode}, {@code rows}, {@code features} (their number), the scores of the
 * champion ({@code scored_rows}, {@code rmse}, {@code mae}, {@code r2}; also {@code log_loss},
 * {@code accuracy}, {@code f1} and {@code roc_auc} for a binary classification), {@code learners},
 * {@code latency_s}, {@code throughput_rows_s}, {@code stage_s} (time per stage), {@code memory}
 * (the budget, accounted and observed peaks, {@code outcome} and its {@code reason}), {@code
 * peak_memory_mb}, {@code notes} and {@code dropped_columns}. A stream also has {@code chunks} and
 * {@code compute}, a batch {@code hold_out}, {@code leaking} and the training scores of each
 * learner as {@code train}.
 *
 * <p>With {@code --energy} there is {@code energy}: {@code kind}, {@code joules}, {@code domains},
 * {@code discarded_samples}, {@code method}, {@code watts}, {@code grant_command}, {@code
 * joules_per_1000_rows}, {@code joules_per_chunk}, {@code attributed_joules}, {@code outcome} and
 * {@code reason}, as far as they apply. With {@code --telemetry} there is {@code telemetry}: {@code
 * duration_s}, {@code samples}, {@code metrics} (per metric {@code unit}, {@code mean}, {@code
 * min}, {@code max} and {@code last}), {@code series_stride}, {@code series} and {@code notes}.
 */
final class ReportJson {

  private ReportJson() {}

  static String of(StreamReport report, List<String> dropped) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("mode", "stream");
      rows(json, report.rows());
      json.writeNumberField("features", report.features().size());
      scores(json, report.scores());
      json.writeArrayFieldStart("learners");
      for (StreamReport.LearnerResult result : report.learners()) {
        json.writeStartObject();
        learner(json, result.name(), result.target(), result.features().size());
        json.writeNumberField("skipped_rows", result.skippedRows());
        scores(json, result.scores());
        json.writeEndObject();
      }
      json.writeEndArray();
      chunks(json, report.chunks(), report.energy().isRequested());
      cost(json, report.took(), report.rows().read(), report.timeByStep());
      memory(json, report.memory());
      json.writeObjectFieldStart("compute");
      outcome(json, report.compute());
      json.writeEndObject();
      figure(json, "peak_memory_mb", report.peakResidentMebibytes());
      energy(json, report.energy());
      telemetry(json, report.telemetry());
      texts(json, "notes", report.notes());
      texts(json, "dropped_columns", dropped);
      json.writeEndObject();
    } catch (IOException problem) {
      throw new UncheckedIOException("the report could not be written as JSON", problem);
    }
    return text.toString();
  }

  static String of(BatchReport report, List<String> dropped) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("mode", "batch");
      json.writeObjectFieldStart("rows");
      json.writeNumberField("read", report.rows().read());
      json.writeNumberField("training", report.rows().training());
      json.writeNumberField("held_out", report.rows().heldOut());
      json.writeNumberField("filtered", report.rows().filtered());
      json.writeEndObject();
      json.writeStringField("hold_out", report.heldOut());
      json.writeBooleanField("leaking", report.fittedOn() == FitOn.ALL_ROWS);
      json.writeNumberField("features", report.features().size());
      scores(json, report.test());
      json.writeArrayFieldStart("learners");
      for (BatchReport.LearnerResult result : report.learners()) {
        json.writeStartObject();
        learner(json, result.name(), result.target(), result.features().size());
        json.writeNumberField("skipped_rows", result.skippedRows());
        scores(json, result.test());
        json.writeObjectFieldStart("train");
        scores(json, result.train());
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      cost(json, report.took(), report.rows().read(), report.timeByStep());
      memory(json, report.memory());
      figure(json, "peak_memory_mb", report.peakResidentMebibytes());
      energy(json, report.energy());
      telemetry(json, report.telemetry());
      texts(json, "notes", report.notes());
      texts(json, "dropped_columns", dropped);
      json.writeEndObject();
    } catch (IOException problem) {
      throw new UncheckedIOException("the report could not be written as JSON", problem);
    }
    return text.toString();
  }

  private static void learner(JsonGenerator json, String name, String target, int features)
      throws IOException {
    json.writeStringField("name", name);
    json.writeStringField("target", target);
    json.writeNumberField("features", features);
  }

  private static void scores(JsonGenerator json, Scores scores) throws IOException {
    json.writeNumberField("scored_rows", scores.rows());
    figure(json, "rmse", scores.rmse());
    figure(json, "mae", scores.mae());
    figure(json, "r2", scores.r2());
    if (scores.kind() == Task.Kind.BINARY_CLASSIFICATION) {
      figure(json, "log_loss", scores.logLoss());
      figure(json, "accuracy", scores.accuracy());
      figure(json, "f1", scores.f1());
      figure(json, "roc_auc", scores.rocAuc());
    }
  }

  private static void cost(
      JsonGenerator json, Duration took, long rows, Map<String, Duration> timeByStep)
      throws IOException {
    json.writeNumberField("latency_s", seconds(took));
    if (!took.isZero()) {
      json.writeNumberField("throughput_rows_s", rows / seconds(took));
    }
    json.writeObjectFieldStart("stage_s");
    for (Map.Entry<String, Duration> step : timeByStep.entrySet()) {
      json.writeNumberField(step.getKey(), seconds(step.getValue()));
    }
    json.writeEndObject();
  }

  static void memory(JsonGenerator json, MemoryUsage memory) throws IOException {
    json.writeObjectFieldStart("memory");
    json.writeNumberField("budget_mb", memory.budget().bytes() / (double) (1 << 20));
    json.writeNumberField("accounted_peak_mb", memory.accountedPeakMebibytes());
    figure(json, "observed_peak_mb", memory.observedPeakMebibytes());
    figure(json, "direct_peak_mb", memory.directPeakMebibytes());
    outcome(json, memory.outcome());
    json.writeEndObject();
  }

  private static void outcome(JsonGenerator json, BudgetOutcome outcome) throws IOException {
    json.writeStringField("outcome", outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    json.writeStringField("reason", outcome.describe());
  }

  /** Writes nothing if energy was not requested. */
  private static void energy(JsonGenerator json, EnergyReport energy) throws IOException {
    if (!energy.isRequested()) {
      return;
    }
    EnergyReading reading = energy.reading();
    json.writeObjectFieldStart("energy");
    energyUsed(json, reading);
    if (reading instanceof EnergyReading.Measured measured) {
      texts(json, "domains", measured.domains());
      json.writeNumberField("discarded_samples", measured.discardedSamples());
    } else if (reading instanceof EnergyReading.Estimated estimated) {
      json.writeStringField("method", estimated.method());
      json.writeNumberField("watts", estimated.watts());
    } else if (reading instanceof EnergyReading.Unavailable unavailable
        && unavailable.grantCommand().isPresent()) {
      json.writeStringField("grant_command", unavailable.grantCommand().get());
    }
    figure(json, "joules_per_1000_rows", energy.joulesPerThousandRows());
    figure(json, "joules_per_chunk", energy.joulesPerChunk());
    figure(json, "attributed_joules", energy.attributedJoules());
    outcome(json, energy.budget());
    json.writeEndObject();
  }

  private static void energyUsed(JsonGenerator json, EnergyReading reading) throws IOException {
    json.writeStringField("kind", reading.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    figure(json, "joules", reading.figure());
  }

  /** Writes nothing if there is no telemetry. */
  private static void telemetry(JsonGenerator json, Optional<TelemetryReport> telemetry)
      throws IOException {
    if (telemetry.isEmpty()) {
      return;
    }
    TelemetryReport report = telemetry.get();
    json.writeObjectFieldStart("telemetry");
    json.writeNumberField("duration_s", seconds(report.duration()));
    json.writeNumberField("samples", report.samples());
    json.writeObjectFieldStart("metrics");
    for (TelemetryReport.MetricSummary metric : report.metrics()) {
      json.writeObjectFieldStart(metric.name());
      json.writeStringField("unit", metric.unit());
      figure(json, "mean", metric.mean());
      figure(json, "min", metric.min());
      figure(json, "max", metric.max());
      figure(json, "last", metric.last());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeNumberField("series_stride", report.seriesStride());
    json.writeArrayFieldStart("series");
    for (TelemetryReport.Sample sample : report.series()) {
      json.writeStartObject();
      json.writeNumberField("t_s", seconds(sample.at()));
      for (int i = 0; i < sample.values().size(); i++) {
        if (sample.values().get(i) instanceof Figure.Known known) {
          json.writeNumberField(report.metrics().get(i).name(), known.value());
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    texts(json, "notes", report.notes());
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void rows(JsonGenerator json, StreamReport.RowCounts rows) throws IOException {
    json.writeObjectFieldStart("rows");
    json.writeNumberField("read", rows.read());
    json.writeNumberField("committed", rows.committed());
    json.writeNumberField("filtered", rows.filtered());
    json.writeNumberField("quarantined", rows.quarantined());
    json.writeEndObject();
  }

  private static void chunks(
      JsonGenerator json, StreamReport.ChunkSummary chunks, boolean withEnergy) throws IOException {
    json.writeArrayFieldStart("chunks");
    for (StreamReport.ChunkRecord chunk : chunks.records()) {
      json.writeStartObject();
      json.writeNumberField("chunk_id", chunk.chunk());
      json.writeNumberField("first_row", chunk.firstRow());
      json.writeNumberField("rows", chunk.rowsIn());
      json.writeNumberField("committed", chunk.rowsOut());
      json.writeNumberField("attempt", chunk.attempt());
      json.writeNumberField("latency_s", seconds(chunk.took()));
      if (withEnergy) {
        json.writeObjectFieldStart("energy");
        energyUsed(json, chunk.energy());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void figure(JsonGenerator json, String name, Figure figure) throws IOException {
    if (figure instanceof Figure.Known known) {
      json.writeNumberField(name, known.value());
    } else if (figure instanceof Figure.Unknown unknown) {
      json.writeNullField(name);
      json.writeStringField(name + "_reason", unknown.reason());
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
