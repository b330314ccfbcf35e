package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.bandsaw.telemetry.EnergySources;
import org.junit.jupiter.api.Test;

class HostCommandTest {

  @Test
  void tellsWhatTheMachineOffers() {
    CommandResult told = CommandResult.run("host");

    assertThat(told.exitCode()).isZero();
    assertThat(told.err()).isEmpty();
    assertThat(told.out().lines())
        .anyMatch(line -> line.matches("java +.*" + Runtime.version().feature() + "\\..*"))
        .anyMatch(line -> line.matches("logical_processors +[1-9][0-9]*"))
        .anyMatch(line -> line.matches("memory_bytes +[1-9][0-9]*"))
        .last()
        .isEqualTo(String.format("%-29s %s", "energy", EnergySources.access()));
  }

  @Test
  void asJsonWhatIsNotKnownIsNullWithAReasonAndNeverZero() throws Exception {
    JsonNode told = new ObjectMapper().readTree(CommandResult.run("host", "--json").out());

    assertThat(told.get("processors_for_this_process").asInt())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(told.get("disks").isArray()).isTrue();
    assertThat(told.has("energy_reason")).isEqualTo(!EnergySources.access().isAvailable());
    assertThat(told.get("energy_domains").isEmpty()).isEqualTo(told.has("energy_reason"));
    for (String name :
        new String[] {"temperature_celsius", "frequency_hertz", "most_frequency_hertz"}) {
      JsonNode value = told.get(name);
      if (value.isNull()) {
        assertThat(told.get(name + "_reason").asText()).isNotBlank();
      } else {
        assertThat(value.asDouble()).isPositive();
      }
    }
  }
}
