package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.control.EnergyBudget;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.source.Sources;
import org.bandsaw.testkit.FakeEnergy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJsonTest {

  @TempDir private Path folder;

  private Job job() {
    return Pipeline.builder().build().on(Sources.csv(Commands.trips(folder, 500)));
  }

  private JsonNode energy(Job job) throws IOException {
    return new ObjectMapper().readTree(ReportJson.of(job.runStreaming(), List.of())).get("energy");
  }

  @Test
  void measuredEnergySaysWhatWasCounted() throws IOException {
    JsonNode energy =
        energy(job().energy(FakeEnergy.measuring(() -> 20), EnergyBudget.ofJoules(100)));

    assertThat(energy.get("kind").asText()).isEqualTo("measured");
    assertThat(energy.get("joules").asDouble()).isEqualTo(20);
    assertThat(energy.at("/domains/0").asText()).isEqualTo("fake");
    assertThat(energy.get("discarded").asInt()).isZero();
    assertThat(energy.get("joules_per_1000_rows").asDouble()).isEqualTo(40);
    assertThat(energy.get("outcome").asText()).isEqualTo("within");
  }

  @Test
  void estimatedEnergySaysHow() throws IOException {
    EnergyReading estimated = new EnergyReading.Estimated(3, "0.3 s at 10 W", 10);

    JsonNode energy = energy(job().energy(FakeEnergy.saying(() -> estimated)));

    assertThat(energy.get("kind").asText()).isEqualTo("estimated");
    assertThat(energy.get("how").asText()).isEqualTo("0.3 s at 10 W");
    assertThat(energy.get("watts").asDouble()).isEqualTo(10);
    assertThat(energy.get("attributed_joules").isNull()).isTrue();
    assertThat(energy.get("outcome").asText()).isEqualTo("notset");
  }

  @Test
  void unavailableEnergySaysWhatWouldGrantAccess() throws IOException {
    EnergyReading denied = new EnergyReading.Unavailable("not for you", Optional.of("chmod"));

    JsonNode energy = energy(job().energy(FakeEnergy.saying(() -> denied)));

    assertThat(energy.get("kind").asText()).isEqualTo("unavailable");
    assertThat(energy.get("joules").isNull()).isTrue();
    assertThat(energy.get("joules_reason").asText()).isEqualTo("not for you");
    assertThat(energy.get("command").asText()).isEqualTo("chmod");
  }
}
