package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.Name;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.observe.RunEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The document lists the names in the code. */
class TelemetryDocumentTest {

  /** As compiled: the flight recorder and test coverage add fields to loaded classes. */
  private static final List<JavaClass> EVENTS =
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages("org.bandsaw.telemetry")
              .stream()
              .filter(compiled -> compiled.isAssignableTo(Event.class))
              .toList();

  private static String name(JavaClass event) {
    return event.getAnnotationOfType(Name.class).value();
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("..", "docs", "telemetry.md"));
  }

  private static String row(String begin) throws IOException {
    List<String> rows = document().lines().filter(line -> line.startsWith(begin)).toList();
    assertThat(rows).as(begin).hasSize(1);
    return rows.get(0);
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void listsEachMetricWithItsUnit(Metric metric) throws IOException {
    assertThat(document().lines())
        .filteredOn(line -> line.startsWith("| `") && line.contains("`" + metric.label() + "`"))
        .singleElement()
        .asString()
        .contains("| " + metric.unit() + " |");
  }

  @Test
  void listsEachMeter() throws IOException {
    FakeMachine machine = new FakeMachine();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    BandsawMeters meters = new BandsawMeters();
    meters.bindTo(registry);
    Rides.job(12)
        .compute(ComputeBudget.ofShare(0.5))
        .probe(machine)
        .time(machine.time, machine.time)
        .listener(RunEvent.Committed.class, chunk -> machine.work(Duration.ofSeconds(2), 0.25))
        .telemetry(meters)
        .runStreaming();

    assertThat(registry.getMeters()).hasSizeGreaterThan(12);
    for (io.micrometer.core.instrument.Meter meter : registry.getMeters()) {
      assertThat(row("| `" + meter.getId().getName() + "`")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("EVENTS")
  void listsEachEventWithItsFields(JavaClass event) throws IOException {
    String[] cells = row("| `" + name(event) + "`").split("\\|", -1);
    List<String> fields =
        event.getFields().stream()
            .map(field -> "`" + field.getName() + "`")
            .filter(field -> !field.equals("`job`"))
            .toList();
    assertThat(cells[2].trim().split(", ")).containsExactlyInAnyOrderElementsOf(fields);
  }

  @Test
  void listsNoOtherEvents() throws IOException {
    assertThat(document().lines().filter(line -> line.startsWith("| `org.bandsaw.")))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .containsExactlyInAnyOrderElementsOf(
            EVENTS.stream().map(TelemetryDocumentTest::name).toList());
  }
}
