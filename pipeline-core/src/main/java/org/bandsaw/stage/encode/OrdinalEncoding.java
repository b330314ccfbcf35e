package org.bandsaw.stage.encode;

import org.bandsaw.data.BadDataException;
import org.bandsaw.data.SourceLocation;
import org.bandsaw.stage.OrdinalEncode;
import org.bandsaw.stage.UnseenCategory;

/** The statistic of a value is its number. */
record OrdinalEncoding(OrdinalEncode stage) implements CategoryEncoding {

  @Override
  public int statsSize() {
    return 1;
  }

  @Override
  public int totalsSize() {
    return 0;
  }

  @Override
  public int maxCategories() {
    return stage.maxCategories();
  }

  @Override
  public boolean isLearnable(double target) {
    return stage.unseen() == UnseenCategory.GROW || stage.values().isEmpty();
  }

  @Override
  public boolean hasOverflowCategory() {
    return false;
  }

  @Override
  public boolean isEncodedBeforeLearning() {
    return false;
  }

  @Override
  public void initialize(double[] stats, int at, int valuesBefore) {
    stats[at] = valuesBefore;
  }

  @Override
  public double encode(double[] stats, int at, double[] totals) {
    return stats[at];
  }

  @Override
  public double encodeUnknown(String value, long sourceRow, double[] totals) {
    if (stage.unseen() != UnseenCategory.FAIL) {
      return -1;
    }
    String shown = Categories.abbreviate(value);
    throw new BadDataException(
        new SourceLocation("stage '" + stage.name() + "'", 0, sourceRow, stage.column()),
        shown,
        "'"
            + shown
            + "' has no number; declare it with values(…), or choose UnseenCategory.OTHER or"
            + " GROW");
  }

  @Override
  public void learn(double[] stats, int at, double[] totals, double target) {}
}
