package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.StreamReport;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrEventsTest {

  private static List<RecordedEvent> recorded(Path directory, String name, Runnable run)
      throws IOException {
    Path file = directory.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("org.bandsaw." + name);
      recording.start();
      run.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("org.bandsaw." + name))
        .toList();
  }

  @Test
  void recordsChunks(@TempDir Path directory) throws IOException {
    List<RecordedEvent> chunks =
        recorded(
            directory, "Chunk", () -> Rides.job(6).telemetry(Telemetry.standard()).runStreaming());

    assertThat(chunks).hasSize(2);
    RecordedEvent first = chunks.get(0);
    assertThat(first.getString("job")).isEqualTo("rides");
    assertThat(first.getLong("chunk")).isEqualTo(1);
    assertThat(first.getInt("rowsIn")).isEqualTo(3);
    assertThat(first.getInt("rowsOut")).isEqualTo(1);
    assertThat(first.getInt("attempt")).isEqualTo(1);
    assertThat(first.getLong("retainedBytes")).isPositive();
    assertThat(first.getLong("allocatedBytes")).isPositive();
    assertThat(chunks.get(1).getLong("firstRow")).isEqualTo(3);
    assertThat(first.getDuration("took")).isPositive();
  }

  @Test
  void recordsSplits(@TempDir Path directory) throws IOException {
    List<RecordedEvent> splits =
        recorded(
            directory,
            "Split",
            () ->
                Rides.job(8)
                    .chunks(ChunkPolicy.fixed(4))
                    .memory(MemoryBudget.ofMebibytes(1))
                    .probe(FakeProbe.overBudgetAt(attempt -> attempt == 2))
                    .time(ManualTicker.start(), ManualTicker.start())
                    .telemetry(new JfrEvents())
                    .runStreaming());

    assertThat(splits).hasSize(1);
    assertThat(splits.get(0).getLong("firstRow")).isEqualTo(4);
    assertThat(splits.get(0).getInt("rows")).isEqualTo(4);
    assertThat(splits.get(0).getLong("budgetBytes")).isEqualTo(1 << 20);
    assertThat(splits.get(0).getLong("neededBytes")).isGreaterThan(1 << 20);
  }

  @Test
  void recordsOverruns(@TempDir Path directory) throws IOException {
    List<RecordedEvent> overruns =
        recorded(
            directory,
            "Overrun",
            () ->
                Rides.job(1)
                    .chunks(ChunkPolicy.fixed(4).maxRetries(0))
                    .memory(MemoryBudget.ofMebibytes(1))
                    .probe(FakeProbe.overBudgetAt(attempt -> attempt == 1))
                    .time(ManualTicker.start(), ManualTicker.start())
                    .telemetry(new JfrEvents())
                    .runStreaming());

    assertThat(overruns).singleElement().satisfies(e -> assertThat(e.getInt("rows")).isEqualTo(1));
  }

  @Test
  void recordsPauses(@TempDir Path directory) throws IOException {
    FakeMachine machine = new FakeMachine();
    List<RecordedEvent> pauses =
        recorded(
            directory,
            "Pause",
            () ->
                Rides.job(6)
                    .compute(ComputeBudget.ofShare(0.5))
                    .probe(machine)
                    .time(machine.time, machine.time)
                    .listener(
                        RunEvent.Committed.class, chunk -> machine.work(Duration.ofSeconds(1), 1.2))
                    .telemetry(new JfrEvents())
                    .runStreaming());

    // 1 s at 1.2 processors where 1 is allowed: 0.2 s over, made up for by one or more pauses
    assertThat(pauses).isNotEmpty();
    assertThat(pauses.get(0).getDuration("took")).isPositive();
    assertThat(pauses.get(0).getString("reason")).contains("share");
  }

  @Test
  void registersTheChunkEventBeforeARun() {
    try (Recording recording = new Recording()) {
      recording.start();
      FlightRecorder.unregister(JfrChunk.class);

      assertThat(new JfrEvents()).isNotNull();

      assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
          .extracting(EventType::getName)
          .contains("org.bandsaw.Chunk");
    }
  }

  @Test
  void recordsNoEventsThatAreNotEnabled(@TempDir Path directory) throws IOException {
    StreamReport[] report = new StreamReport[1];
    List<RecordedEvent> chunks =
        recorded(
            directory,
            "Split",
            () -> report[0] = Rides.job(6).telemetry(new JfrEvents()).runStreaming());

    assertThat(chunks).isEmpty();
    assertThat(report[0].chunks().count()).isEqualTo(2);
    assertThat(report[0].notes()).isEmpty();
  }
}
