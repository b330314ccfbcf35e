package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.bandsaw.telemetry.EnergySources;
import org.junit.jupiter.api.Test;

class HostCommandTest {

  @Test
  void printsTheMachine() {
    CommandResult result = CommandResult.run("host");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines())
        .anyMatch(line -> line.matches("java +.*" + Runtime.version().feature() + "\\..*"))
        .anyMatch(line -> line.matches("logical_processors +[1-9][0-9]*"))
        .anyMatch(line -> line.matches("memory_bytes +[1-9][0-9]*"))
        .last()
        .isEqualTo(String.format("%-29s %s", "energy", EnergySources.access()));
  }

  @Test
  void unknownValuesAreNullWithAReasonInJson() throws Exception {
    JsonNode json = new ObjectMapper().readTree(CommandResult.run("host", "--json").out());

    assertThat(json.get("processors_for_this_process").asInt())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(json.get("disks").isArray()).isTrue();
    assertThat(json.has("energy_reason")).isEqualTo(!EnergySources.access().isAvailable());
    assertThat(json.get("energy_domains").isEmpty()).isEqualTo(json.has("energy_reason"));
    for (String name :
        new String[] {"temperature_celsius", "frequency_hertz", "max_frequency_hertz"}) {
      JsonNode value = json.get(name);
      if (value.isNull()) {
        assertThat(json.get(name + "_reason").asText()).isNotBlank();
      } else {
        assertThat(value.asDouble()).isPositive();
      }
    }
  }
}
