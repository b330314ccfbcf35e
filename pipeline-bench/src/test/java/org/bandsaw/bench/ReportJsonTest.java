package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.Ticker;
import org.bandsaw.source.Sources;
import org.bandsaw.testkit.FakeEnergy;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJsonTest {

  @TempDir private Path folder;

  private Job job() {
    return Pipeline.builder().build().on(Sources.csv(CommandResult.trips(folder, 500)));
  }

  private JsonNode report(Job job) throws IOException {
    return new ObjectMapper().readTree(ReportJson.of(job.runStreaming(), List.of()));
  }

  private JsonNode energy(Job job) throws IOException {
    return report(job).get("energy");
  }

  @Test
  void measuredEnergyHasItsDomains() throws IOException {
    JsonNode energy =
        energy(job().energy(FakeEnergy.measuring(() -> 20), EnergyBudget.ofJoules(100)));

    assertThat(energy.get("kind").asText()).isEqualTo("measured");
    assertThat(energy.get("joules").asDouble()).isEqualTo(20);
    assertThat(energy.at("/domains/0").asText()).isEqualTo("fake");
    assertThat(energy.get("discarded_samples").asInt()).isZero();
    assertThat(energy.get("joules_per_1000_rows").asDouble()).isEqualTo(40);
    assertThat(energy.get("outcome").asText()).isEqualTo("within");
  }

  @Test
  void estimatedEnergyHasItsMethod() throws IOException {
    EnergyReading estimated = new EnergyReading.Estimated(3, "0.3 s at 10 W", 10);

    JsonNode energy = energy(job().energy(FakeEnergy.returning(() -> estimated)));

    assertThat(energy.get("kind").asText()).isEqualTo("estimated");
    assertThat(energy.get("method").asText()).isEqualTo("0.3 s at 10 W");
    assertThat(energy.get("watts").asDouble()).isEqualTo(10);
    assertThat(energy.get("attributed_joules").isNull()).isTrue();
    assertThat(energy.get("outcome").asText()).isEqualTo("notset");
  }

  @Test
  void eachChunkHasItsEnergy() throws IOException {
    EnergyReading estimated = new EnergyReading.Estimated(3, "0.3 s at 10 W", 10);

    JsonNode energy =
        report(
                job()
                    .time(new SteppingTicker(), ManualTicker.start())
                    .energy(FakeEnergy.returning(() -> estimated)))
            .at("/chunks/0/energy");

    assertThat(energy.get("kind").asText()).isEqualTo("estimated");
    assertThat(energy.get("joules").asDouble()).isEqualTo(3);
    assertThat(report(job()).at("/chunks/0").has("energy")).isFalse();
  }

  @Test
  void unavailableEnergyHasTheReasonAndTheGrantCommand() throws IOException {
    EnergyReading denied = new EnergyReading.Unavailable("no permission", Optional.of("chmod"));

    JsonNode energy = energy(job().energy(FakeEnergy.returning(() -> denied)));

    assertThat(energy.get("kind").asText()).isEqualTo("unavailable");
    assertThat(energy.get("joules").isNull()).isTrue();
    assertThat(energy.get("joules_reason").asText()).isEqualTo("no permission");
    assertThat(energy.get("grant_command").asText()).isEqualTo("chmod");
  }

  /** A clock that advances by 10 ms at each reading. */
  private static final class SteppingTicker implements Ticker {
    private final AtomicLong millis = new AtomicLong();

    @Override
    public long nanoTime() {
      return millis.addAndGet(10) * 1_000_000;
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }
}
