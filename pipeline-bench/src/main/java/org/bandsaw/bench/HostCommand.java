package org.bandsaw.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.telemetry.EnergyAccess;
import org.bandsaw.telemetry.EnergySources;
import org.bandsaw.telemetry.HostInfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the hardware and the limits of this machine. */
@Command(
    name = "host",
    mixinStandardHelpOptions = true,
    description = "Print the hardware and limits of this machine, and what cannot be measured.")
final class HostCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    HostInfo host = HostInfo.read();
    EnergyAccess energy = EnergySources.access();
    out.println(json ? json(host, energy) : text(host, energy));
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  private static String text(HostInfo host, EnergyAccess energy) {
    StringBuilder text = new StringBuilder();
    line(text, "system", host.system());
    line(text, "processor", host.processor());
    line(text, "java", host.java());
    line(text, "disks", String.join(", ", host.disks()));
    line(text, "networks", String.join(", ", host.networks()));
    for (HostInfo.Fact fact : host.facts()) {
      line(text, fact.name(), shortest(fact.value()));
    }
    line(text, "energy", energy.toString());
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-29s %s%n", name, value.isEmpty() ? "none" : value));
  }

  private static String shortest(Figure figure) {
    double value = figure.orElse(0);
    return figure.text(value == Math.rint(value) ? 0 : 3);
  }

  private static String json(HostInfo host, EnergyAccess energy) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("system", host.system());
      json.writeStringField("processor", host.processor());
      json.writeStringField("java", host.java());
      texts(json, "disks", host.disks());
      texts(json, "networks", host.networks());
      for (HostInfo.Fact fact : host.facts()) {
        ReportJson.figure(json, fact.name(), fact.value());
      }
      texts(json, "energy_domains", energy.domains());
      if (energy.obstacle().isPresent()) {
        EnergyReading.Unavailable obstacle = energy.obstacle().get();
        json.writeStringField("energy_reason", obstacle.reason());
        if (obstacle.grantCommand().isPresent()) {
          json.writeStringField("energy_grant_command", obstacle.grantCommand().get());
        }
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String each : texts) {
      json.writeString(each);
    }
    json.writeEndArray();
  }
}
