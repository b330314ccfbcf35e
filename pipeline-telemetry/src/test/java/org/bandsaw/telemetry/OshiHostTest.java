package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bandsaw.data.Figure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The real machine, tested for properties that hold on any machine. */
class OshiHostTest {

  private static final HostReading READING = new OshiHost().read();

  @Test
  void allValuesAreNonNegativeOrUnknown() {
    for (Metric metric : List.of(Metric.LOAD_AVERAGE, Metric.DISK_READ, Metric.NETWORK_SENT)) {
      assertThat(READING.value(metric).text(1)).isNotBlank();
    }
    assertThat(READING.values().values())
        .allSatisfy(
            figure ->
                assertThat(figure)
                    .satisfiesAnyOf(
                        known -> assertThat(known.orElse(-1)).isNotNegative(),
                        unknown -> assertThat(unknown.isKnown()).isFalse()));
  }

  @Test
  void aTemperatureOrFrequencyOfZeroIsUnknown() {
    assertThat(READING.value(Metric.TEMPERATURE)).isNotEqualTo(Figure.known(0));
    assertThat(READING.value(Metric.FREQUENCY)).isNotEqualTo(Figure.known(0));
  }

  @Test
  void busyTimeIsPartOfProcessorTime() {
    assertThat(READING.processorSeconds()).isPositive();
    assertThat(READING.value(Metric.CPU_SYSTEM).value())
        .isPositive()
        .isLessThan(READING.processorSeconds());
    assertThat(READING.value(Metric.MEMORY_SYSTEM).value()).isBetween(0.0, 1.0);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void processorTimeEqualsProcfs() throws IOException {
    // cpu user nice system idle iowait irq softirq steal, in hundredths of a second; then cpu0, …
    List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
    String[] all = lines.get(0).trim().split(" +", -1);
    double busy = 0;
    for (int i = 1; i <= 8; i++) {
      busy += i == 4 || i == 5 ? 0 : Double.parseDouble(all[i]) / 100;
    }
    busy /= lines.stream().filter(line -> line.matches("cpu[0-9].*")).count();

    assertThat(new OshiHost().read().value(Metric.CPU_SYSTEM).value())
        .isCloseTo(busy, within(5 + busy / 50));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryEqualsProcfs() throws IOException {
    double total = 0;
    double available = 0;
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      double kibibytes = Double.parseDouble("0" + line.replaceAll("^[^:]*:|[^0-9]", ""));
      total += line.startsWith("MemTotal:") ? kibibytes : 0;
      available += line.startsWith("MemAvailable:") ? kibibytes : 0;
    }

    assertThat(new OshiHost().read().value(Metric.MEMORY_SYSTEM).value())
        .isCloseTo(1 - available / total, within(0.1));
  }
}
