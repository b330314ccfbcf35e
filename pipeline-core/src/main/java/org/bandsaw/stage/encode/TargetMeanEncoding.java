package org.bandsaw.stage.encode;

/** Statistics and totals are both a number of targets and their sum. */
record TargetMeanEncoding(int maxCategories, double smoothing) implements CategoryEncoding {

  @Override
  public int statsSize() {
    return 2;
  }

  @Override
  public int totalsSize() {
    return 2;
  }

  @Override
  public boolean isLearnable(double target) {
    return Math.abs(target) <= Double.MAX_VALUE;
  }

  @Override
  public boolean hasOverflowCategory() {
    return true;
  }

  @Override
  public boolean isEncodedBeforeLearning() {
    return true;
  }

  @Override
  public double encode(double[] stats, int at, double[] totals) {
    double mean = totals[1] / totals[0];
    return (stats[at + 1] + smoothing * mean) / (stats[at] + smoothing);
  }

  @Override
  public double encodeUnknown(String value, long sourceRow, double[] totals) {
    return totals[0] == 0 ? Double.NaN : totals[1] / totals[0];
  }

  @Override
  public void learn(double[] stats, int at, double[] totals, double target) {
    stats[at]++;
    stats[at + 1] += target;
    totals[0]++;
    totals[1] += target;
  }
}
