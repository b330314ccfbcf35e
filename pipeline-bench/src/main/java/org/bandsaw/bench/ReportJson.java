package org.bandsaw.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bandsaw.StreamReport;
import org.bandsaw.data.Figure;

/**
 * A report as one JSON document. A figure that is not known is null, and the reason stands beside
 * it under the same name with {@code _reason}.
 */
final class ReportJson {

  private ReportJson() {}

  static String of(StreamReport report, List<String> leftOut) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      rows(json, report.rows());
      json.writeNumberField("features", report.features().size());
      figure(json, "rmse", report.scores().rmse());
      figure(json, "mae", report.scores().mae());
      figure(json, "r2", report.scores().r2());
      chunks(json, report.chunks());
      json.writeObjectFieldStart("stage_s");
      for (Map.Entry<String, Duration> step : report.timeByStep().entrySet()) {
        json.writeNumberField(step.getKey(), seconds(step.getValue()));
      }
      json.writeEndObject();
      figure(json, "peak_memory_mb", report.peakResidentMebibytes());
      json.writeArrayFieldStart("left_out");
      for (String column : leftOut) {
        json.writeString(column);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException problem) {
      throw new UncheckedIOException("the report could not be written as JSON", problem);
    }
    return text.toString();
  }

  private static void rows(JsonGenerator json, StreamReport.RowCounts rows) throws IOException {
    json.writeObjectFieldStart("rows");
    json.writeNumberField("read", rows.read());
    json.writeNumberField("committed", rows.committed());
    json.writeNumberField("filtered", rows.filtered());
    json.writeNumberField("quarantined", rows.quarantined());
    json.writeEndObject();
  }

  private static void chunks(JsonGenerator json, StreamReport.Chunks chunks) throws IOException {
    json.writeArrayFieldStart("chunks");
    for (StreamReport.ChunkRecord chunk : chunks.records()) {
      json.writeStartObject();
      json.writeNumberField("chunk_id", chunk.chunk());
      json.writeNumberField("first_row", chunk.firstRow());
      json.writeNumberField("rows", chunk.rowsIn());
      json.writeNumberField("committed", chunk.rowsOut());
      json.writeNumberField("attempt", chunk.attempt());
      json.writeNumberField("latency_s", seconds(chunk.took()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void figure(JsonGenerator json, String name, Figure figure) throws IOException {
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
