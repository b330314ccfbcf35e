package org.bandsaw.stage.encode;

/** The statistic of a value is its number of rows; the total is that of all values. */
record FrequencyEncoding(int maxCategories) implements CategoryEncoding {

  @Override
  public int statsSize() {
    return 1;
  }

  @Override
  public int totalsSize() {
    return 1;
  }

  @Override
  public boolean isLearnable(double target) {
    return true;
  }

  @Override
  public boolean hasOverflowCategory() {
    return true;
  }

  @Override
  public boolean isEncodedBeforeLearning() {
    return false;
  }

  @Override
  public double encode(double[] stats, int at, double[] totals) {
    return stats[at] / totals[0];
  }

  @Override
  public double encodeUnknown(String value, long sourceRow, double[] totals) {
    return 0;
  }

  @Override
  public void learn(double[] stats, int at, double[] totals, double target) {
    stats[at]++;
    totals[0]++;
  }
}
