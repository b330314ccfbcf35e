package org.bandsaw.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionLogTest {

  private static final long MIB = 1L << 20;

  private static final List<RunEvent> ALL_EXCEPT_STARTED =
      List.of(
          new RunEvent.Resized(1, 100, 200, "there is room", MIB, 64 * MIB),
          new RunEvent.Split(2, 100, 200, 65 * MIB, 64 * MIB, 1),
          new RunEvent.ReadAheadChanged(2, true, false, "it did not fit", 65 * MIB, 64 * MIB),
          new RunEvent.Paused("chunk 2 waits", Duration.ofMillis(50)),
          new RunEvent.Overrun(2, 100, 1, 65 * MIB, 64 * MIB),
          new RunEvent.Refused(2, 101, 1, 66 * MIB, 64 * MIB),
          new RunEvent.BackpressureChanged("disk rate", 100, 80, Duration.ofMillis(7)),
          new RunEvent.DynamicColumnAdded("vendor \"A\"", 12),
          new RunEvent.ListenerFailed("2", "java.lang.Error: no"),
          new RunEvent.Ended("FAILED", 7),
          new RunEvent.EnergyOverBudget(12.5, 10, "W", true));

  private final ManualTicker time = ManualTicker.start();

  @TempDir Path folder;

  private static List<Map<String, String>> lines(Path file) throws IOException {
    List<Map<String, String>> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Map<String, String> fields = new LinkedHashMap<>();
      try (JsonParser json = new JsonFactory().createParser(line)) {
        assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          fields.put(name, json.getText());
        }
        assertThat(json.nextToken()).isNull();
      }
      lines.add(fields);
    }
    return lines;
  }

  @Test
  void writesEveryTypeOfDecisionInOrder() throws IOException {
    Path file = folder.resolve("reports/decisions.jsonl");
    List<RunEvent> events = new ArrayList<>();
    events.add(new RunEvent.Started("nightly", "trips.csv", List.of("a"), 64 * MIB, 100));
    events.addAll(ALL_EXCEPT_STARTED);

    try (DecisionLog log = DecisionLog.to(file, time)) {
      for (RunEvent event : events) {
        log.onEvent(event);
        time.advance(Duration.ofMillis(500));
      }
    }

    List<Map<String, String>> lines = lines(file);
    assertThat(lines)
        .extracting(line -> line.get("message"))
        .containsExactlyElementsOf(events.stream().map(RunEvent::describe).toList());
    assertThat(lines)
        .extracting(line -> line.get("event"))
        .containsExactlyElementsOf(
            events.stream().map(event -> event.getClass().getSimpleName()).toList());
    assertThat(lines)
        .extracting(line -> line.get("t_s"))
        .startsWith("0.0", "0.5", "1.0", "1.5")
        .endsWith("5.5");
    // every type of event except Committed
    assertThat(events.stream().map(Object::getClass).distinct().count())
        .isEqualTo(Objects.requireNonNull(RunEvent.class.getPermittedSubclasses()).length - 1);
  }

  @Test
  void writesCauseBeforeAfterAndEvidence() throws IOException {
    Path file = folder.resolve("decisions.jsonl");

    try (DecisionLog log = DecisionLog.to(file, time)) {
      ALL_EXCEPT_STARTED.forEach(log::onEvent);
    }

    assertThat(Files.readAllLines(file))
        .startsWith(
            "{\"t_s\":0.0,\"event\":\"Resized\",\"chunk\":1,\"cause\":\"there is room\","
                + "\"before\":100,\"after\":200,\"needed_bytes\":1048576,\"budget_bytes\":67108864,"
                + "\"message\":\"chunk 1: size doubled to 200 rows because there is room (1 of 64 MiB"
                + " needed)\"}");
    List<Map<String, String>> lines = lines(file);
    assertThat(lines.get(1))
        .containsEntry("chunk", "2")
        .containsEntry("first_row", "100")
        .containsEntry("rows", "200")
        .containsEntry("attempt", "1")
        .containsEntry("needed_bytes", "68157440");
    assertThat(lines.get(2))
        .containsEntry("before", "true")
        .containsEntry("after", "false")
        .containsEntry("cause", "it did not fit");
    assertThat(lines.get(3)).containsEntry("duration_s", "0.05");
    assertThat(lines.get(6)).containsEntry("pause_s", "0.007").containsEntry("after", "80");
    assertThat(lines.get(7)).containsEntry("column", "vendor \"A\"");
    assertThat(lines.get(9)).containsEntry("outcome", "FAILED").containsEntry("rows", "7");
    assertThat(lines.get(10))
        .containsEntry("used", "12.5")
        .containsEntry("limit", "10.0")
        .containsEntry("unit", "W")
        .containsEntry("measured", "true");
  }

  @Test
  void omitsCommittedChunks() throws IOException {
    Path file = folder.resolve("decisions.jsonl");

    try (DecisionLog log = DecisionLog.to(file)) {
      log.onEvent(new RunEvent.Committed(3, 0, 1, 1, 1, Duration.ZERO, 5, 6, 7));
    }

    assertThat(file).isEmptyFile();
  }

  @Test
  void writesEveryLineImmediately() throws IOException {
    Path file = folder.resolve("decisions.jsonl");

    DecisionLog log = DecisionLog.to(file);
    for (int i = 1; i <= ALL_EXCEPT_STARTED.size(); i++) {
      log.onEvent(ALL_EXCEPT_STARTED.get(i - 1));
      assertThat(lines(file)).hasSize(i);
    }
    log.close();
    log.close();
  }

  @Test
  void restartsTheTimeForASecondRun() throws IOException {
    Path file = folder.resolve("decisions.jsonl");
    RunEvent started = new RunEvent.Started("j", "s", List.of("a"), MIB, 1);

    try (DecisionLog log = DecisionLog.to(file, time)) {
      log.onEvent(started);
      time.advance(Duration.ofSeconds(3));
      log.onEvent(started);
    }

    assertThat(lines(file)).extracting(line -> line.get("t_s")).containsExactly("0.0", "0.0");
  }

  @Test
  void failsImmediatelyIfTheFileCannotBeWritten() throws IOException {
    Path occupied = Files.createFile(folder.resolve("occupied"));

    assertThatThrownBy(() -> DecisionLog.to(occupied.resolve("decisions.jsonl")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("decisions cannot be written to " + occupied)
        .hasMessageEndingWith("Choose a file in a writable folder");
  }

  @Test
  void failsAfterClose() {
    DecisionLog log = DecisionLog.to(folder.resolve("decisions.jsonl"));
    log.close();

    assertThatThrownBy(() -> log.onEvent(ALL_EXCEPT_STARTED.get(0)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("decisions.jsonl");
  }
}
