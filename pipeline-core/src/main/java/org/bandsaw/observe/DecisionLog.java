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
 * Writes the decisions of a run as JSON lines: one object for each event except {@link
 * RunEvent.Committed}, in order.
 *
 * <p>Every line has {@code t_s}, the seconds since the start of the run; {@code event}, the simple
 * name of the event; and {@code message}, the event as a sentence. Most events have more keys. Keys
 * that end in {@code _s} are seconds, those that end in {@code _bytes} are bytes.
 *
 * <table>
 * <caption>Keys by event, in addition to those of every line</caption>
 * <tr><th>event</th><th>keys</th></tr>
 * <tr><td>Started</td><td>job, source, columns (their number), after (rows of the first chunk), budget_bytes</td></tr>
 * <tr><td>Resized</td><td>chunk, cause, before, after (rows), needed_bytes, budget_bytes</td></tr>
 * <tr><td>ReadAheadChanged</td><td>chunk, cause, before, after (true or false), needed_bytes, budget_bytes</td></tr>
 * <tr><td>Split</td><td>chunk, first_row, rows, attempt, needed_bytes, budget_bytes</td></tr>
 * <tr><td>Overrun, Refused</td><td>chunk, first_row, rows, needed_bytes, budget_bytes</td></tr>
 * <tr><td>Paused</td><td>cause, duration_s</td></tr>
 * <tr><td>BackpressureChanged</td><td>cause (the strategy), before, after (rows per read), pause_s</td></tr>
 * <tr><td>EnergyOverBudget</td><td>used, limit, unit (J or W), measured (true or false)</td></tr>
 * <tr><td>DynamicColumnAdded</td><td>column, first_row</td></tr>
 * <tr><td>ListenerFailed</td><td>listener, cause (the exception)</td></tr>
 * <tr><td>Ended</td><td>outcome, rows</td></tr>
 * </table>
 *
 * <p>Each line is passed to the operating system at once, so a process that dies leaves all lines
 * so far.
 *
 * <pre>{@code
 * try (DecisionLog log = DecisionLog.to(Path.of("reports/decisions.jsonl"))) {
 *   pipeline.on(source).listener(log).runStreaming();
 * }
 * }</pre>
 *
 * <p>For one run at a time; a second run appends its lines, and its times start at 0.
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
   * Returns a log that writes to this file. An existing file is replaced; missing folders are
   * created.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static DecisionLog to(Path file) {
    return to(file, Ticker.system());
  }

  /** Returns a log as {@link #to(Path)} does, with another clock. */
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
            + "). Choose a file in a writable folder",
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
      json.writeStringField("message", event.describe());
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
      seconds(json, "duration_s", paused.took());
    } else if (event instanceof RunEvent.BackpressureChanged changed) {
      json.writeStringField("cause", changed.strategy());
      json.writeNumberField("before", changed.rowsBefore());
      json.writeNumberField("after", changed.rows());
      seconds(json, "pause_s", changed.pause());
    } else if (event instanceof RunEvent.EnergyOverBudget over) {
      json.writeNumberField("used", over.used());
      json.writeNumberField("limit", over.limit());
      json.writeStringField("unit", over.unit());
      json.writeBooleanField("measured", over.measured());
    } else if (event instanceof RunEvent.DynamicColumnAdded added) {
      json.writeStringField("column", added.column());
      json.writeNumberField("first_row", added.firstSeenRow());
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
