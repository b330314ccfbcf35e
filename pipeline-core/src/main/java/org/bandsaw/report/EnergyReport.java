package org.bandsaw.report;

import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.EnergyReading;

/**
 * What energy a run used, as its {@link org.bandsaw.Job#energy} source tells it.
 *
 * @param reading from the beginning of the run to its end, or so far; measured energy is that of
 *     the whole machine, whoever used it
 * @param joulesPerThousandRows the joules of the reading for each 1 000 rows read
 * @param joulesPerChunk the same for each chunk committed, on average; a batch is one chunk
 * @param attributedJoules what of measured energy is attributed to this process by its share of
 *     processor time: {@code joules × processor time of this process / processor time of all
 *     processes of the machine}, both from the beginning of the run to its end. An attribution, not
 *     a measurement: it spreads what the machine uses at rest over those who work, and takes each
 *     second of a processor to be equally dear
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

  /** Whether the run had an energy source. */
  public boolean isRequested() {
    return !(reading instanceof EnergyReading.NotRequested);
  }

  /** Adds its lines, none when nobody asked. */
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
