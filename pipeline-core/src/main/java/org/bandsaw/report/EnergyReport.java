package org.bandsaw.report;

import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.EnergyReading;

/**
 * The energy used by a run, as reported by its {@link org.bandsaw.Job#energy} source.
 *
 * @param reading the energy from the start of the run to its end, or until now. Measured energy is
 *     that of the whole machine, including other processes
 * @param joulesPerThousandRows the joules of the reading per 1 000 rows read
 * @param joulesPerChunk the joules of the reading per committed chunk; a batch is one chunk
 * @param attributedJoules the part of the measured energy that is attributed to this process by its
 *     share of processor time: {@code joules × processor time of this process / processor time of
 *     all processes of the machine}, both from the start of the run to its end. An attribution, not
 *     a measurement: the idle energy of the machine is divided among the processes that work, and
 *     every second of processor time has the same weight
 * @param budget whether the energy budget held
 */
public record EnergyReport(
    EnergyReading reading,
    Figure joulesPerThousandRows,
    Figure joulesPerChunk,
    Figure attributedJoules,
    BudgetOutcome budget) {

  /** The report of a run that has no energy source. */
  public static final EnergyReport NOT_REQUESTED =
      new EnergyReport(
          new EnergyReading.NotRequested(),
          new EnergyReading.NotRequested().figure(),
          new EnergyReading.NotRequested().figure(),
          new EnergyReading.NotRequested().figure(),
          new BudgetOutcome.NotSet());

  /** Returns whether the run had an energy source. */
  public boolean isRequested() {
    return !(reading instanceof EnergyReading.NotRequested);
  }

  /** Adds the lines of this report; none without an energy source. */
  void appendTo(ReportText text) {
    if (!isRequested()) {
      return;
    }
    text.line("energy", reading.describe());
    if (joulesPerThousandRows.isKnown()) {
      text.line(
          "",
          joulesPerThousandRows.text(3)
              + " J per 1,000 rows, "
              + joulesPerChunk.text(3)
              + " J per chunk");
    }
    if (attributedJoules.isKnown()) {
      text.line(
          "",
          attributedJoules.text(3)
              + " J attributed to this process by its share of processor time, not measured");
    }
    if (!(budget instanceof BudgetOutcome.NotSet)) {
      text.line("", budget.describe());
    }
  }
}
