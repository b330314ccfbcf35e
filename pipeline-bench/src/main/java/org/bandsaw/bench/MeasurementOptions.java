package org.bandsaw.bench;

import org.bandsaw.Job;
import org.bandsaw.telemetry.EnergySources;
import org.bandsaw.telemetry.Telemetry;
import picocli.CommandLine.Option;

/** Options that add measurements to the report of a run. */
final class MeasurementOptions {

  @Option(
      names = "--telemetry",
      description = "Measure the process and the machine: processor, memory, disks, network.")
  private boolean telemetry;

  @Option(
      names = "--energy",
      description = "Measure the energy of the machine, or report why it is unavailable.")
  private boolean energy;

  /** Returns the job with these measurements. */
  Job applyTo(Job job) {
    Job measured = telemetry ? job.telemetry(Telemetry.standard()) : job;
    return energy ? measured.energy(EnergySources.powercap()) : measured;
  }
}
