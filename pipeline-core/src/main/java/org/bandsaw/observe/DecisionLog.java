package org.bandsaw.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.probe.Ticker;

/**
 * Writes the decisions of a run as JSON lines: each event but the committed chunks, in order, one
 * object a line. Read alone, the {@code text} of the lines is the story of the run.
 *
 * <p>Every line has {@code t_s}, seconds since the run began, {@code event}, and {@code text}.
 * Where they mean something there are {@code chunk}, {@code first_row}, {@code rows}, {@code
 * cause}, {@code before} and {@code after} of what changed, {@code needed_bytes} and {@code
 * budget_bytes}; times end in {@code _s}. Each line is handed to the system at once, so that a run
 * that dies leaves all lines so far.
 *
 * <pre>{@code
 * try (DecisionLog log = DecisionLog.to(Path.of("reports/decisions.jsonl"))) {
 *   pipeline.on(source).listener(log).runStreaming();
 * }
 * }</pre>
 *
 * <p>Made for one run at a time; a second run goes on behind the first, with times of its own.
 */
public final class DecisionLog implements RunListener, AutoCloseable {

  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final Ticker ticker;
  private final BufferedWriter out;
  private long startNanos;

  private DecisionLog(Path file, Ticker ticker, BufferedWriter out) {
    this.file = file;
    this.ticker = ticker;
    this.out = out;
    this.startNanos = ticker.nanoTime();
  }

  /**
   * A log in this file, which is replaced when it is there; folders on the way are made.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  public static DecisionLog to(Path file) {
    return to(file, Ticker.system());
  }

  /** A log in this file that takes the time from here; otherwise as {@link #to(Path)}. */
  public static DecisionLog to(Path file, Ticker ticker) {
    Objects.requireNonNull(ticker, "ticker");
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return new DecisionLog(file, ticker, Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    } catch (IOException problem) {
      throw failed(file, problem);
    }
  }

  private static UncheckedIOException failed(Path file, IOException problem) {
    return new UncheckedIOException(
        "decisions cannot be written to "
            + file
            + " ("
            + problem
            + "). Name a file in a folder that can be written",
        problem);
  }

  @Override
  public void onEvent(RunEvent event) {
    if (!event.isDecision()) {
      return;
    }
    if (event instanceof RunEvent.Started) {
      startNanos = ticker.nanoTime();
    }
    try {
      out.write(line(event));
      out.write('\n');
      out.flush();
    } catch (IOException problem) {
      throw failed(file, problem);
    }
  }

  private String line(RunEvent event) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      seconds(json, "t_s", ticker.nanoTime() - startNanos);
      json.writeStringField("event", event.getClass().getSimpleName());
      fields(json, event);
      json.writeStringField("text", event.describe());
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void fields(JsonGenerator json, RunEvent event) throws IOException {
    if (event instanceof RunEvent.Started started) {
      json.writeStringField("job", started.job());
      json.writeStringField("source", started.source());
      json.writeNumberField("columns", started.columns().size());
      json.writeNumberField("after", started.firstRows());
      json.writeNumberField("budget_bytes", started.budgetBytes());
    } else if (event instanceof RunEvent.Resized resized) {
      json.writeNumberField("chunk", resized.chunk());
      json.writeStringField("cause", resized.cause());
      json.writeNumberField("before", resized.rowsBefore());
      json.writeNumberField("after", resized.rows());
      bytes(json, resized.neededBytes(), resized.budgetBytes());
    } else if (event instanceof RunEvent.ReadAheadChanged ahead) {
      json.writeNumberField("chunk", ahead.chunk());
      json.writeStringField("cause", ahead.cause());
      json.writeBooleanField("before", ahead.before());
      json.writeBooleanField("after", ahead.after());
      bytes(json, ahead.neededBytes(), ahead.budgetBytes());
    } else if (event instanceof RunEvent.Split split) {
      rows(json, split.chunk(), split.firstRow(), split.rows());
      json.writeNumberField("attempt", split.attempt());
      bytes(json, split.neededBytes(), split.budgetBytes());
    } else if (event instanceof RunEvent.Overrun over) {
      rows(json, over.chunk(), over.firstRow(), over.rows());
      bytes(json, over.neededBytes(), over.budgetBytes());
    } else if (event instanceof RunEvent.Refused refused) {
      rows(json, refused.chunk(), refused.firstRow(), refused.rows());
      bytes(json, refused.neededBytes(), refused.budgetBytes());
    } else {
      otherFields(json, event);
    }
  }

  private static void otherFields(JsonGenerator json, RunEvent event) throws IOException {
    if (event instanceof RunEvent.Paused paused) {
      json.writeStringField("cause", paused.reason());
      seconds(json, "took_s", paused.took());
    } else if (event instanceof RunEvent.BackpressureChanged changed) {
      json.writeStringField("cause", changed.strategy());
      json.writeNumberField("before", changed.rowsBefore());
      json.writeNumberField("after", changed.rows());
      seconds(json, "pause_s", changed.pause());
    } else if (event instanceof RunEvent.EnergyOverBudget over) {
      json.writeNumberField("used", over.used());
      json.writeNumberField("allowed", over.allowed());
      json.writeStringField("unit", over.unit());
      json.writeBooleanField("measured", over.measured());
    } else if (event instanceof RunEvent.DynamicColumnAdded grown) {
      json.writeStringField("column", grown.column());
      json.writeNumberField("first_row", grown.firstSeenRow());
    } else if (event instanceof RunEvent.ListenerFailed failed) {
      json.writeStringField("listener", failed.listener());
      json.writeStringField("cause", failed.error());
    } else if (event instanceof RunEvent.Ended ended) {
      json.writeStringField("outcome", ended.outcome());
      json.writeNumberField("rows", ended.rows());
    }
  }

  private static void rows(JsonGenerator json, long chunk, long firstRow, int rows)
      throws IOException {
    json.writeNumberField("chunk", chunk);
    json.writeNumberField("first_row", firstRow);
    json.writeNumberField("rows", rows);
  }

  private static void bytes(JsonGenerator json, long needed, long budget) throws IOException {
    json.writeNumberField("needed_bytes", needed);
    json.writeNumberField("budget_bytes", budget);
  }

  private static void seconds(JsonGenerator json, String name, Duration time) throws IOException {
    seconds(json, name, time.toNanos());
  }

  private static void seconds(JsonGenerator json, String name, long nanos) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(DoubleFormatter.format(nanos / 1e9));
  }

  /** Closes the file; a second call does nothing. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException problem) {
      throw failed(file, problem);
    }
  }
}
