package org.bandsaw.bench;

import org.bandsaw.Job;
import org.bandsaw.telemetry.EnergySources;
import org.bandsaw.telemetry.Telemetry;
import picocli.CommandLine.Option;

/** What of a run is measured beside its time, and told in its report. */
final class MeasurementOptions {

  @Option(
      names = "--telemetry",
      description = "Measure the process and the machine: processor, memory, disks, network.")
  private boolean telemetry;

  @Option(
      names = "--energy",
      description = "Measure the machine's energy, or say why it cannot be.")
  private boolean energy;

  /** The job, measured as asked. */
  Job applyTo(Job job) {
    Job measured = telemetry ? job.telemetry(Telemetry.standard()) : job;
    return energy ? measured.energy(EnergySources.powercap()) : measured;
  }
}
