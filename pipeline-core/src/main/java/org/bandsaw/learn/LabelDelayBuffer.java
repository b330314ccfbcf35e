package org.bandsaw.learn;

import java.util.Arrays;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Delays learning until targets are known: row i is learned just before row i + delay is predicted,
 * and the last rows are learned in {@link #finish}. Rows that are not learned count in the delay as
 * well: {@link #skipRow}.
 *
 * <p>A row recorded before a feature was added is learned with 0 for that feature. Saves the
 * pending rows, not the model. Used by one thread.
 */
final class LabelDelayBuffer implements Saveable {

  private static final int VERSION = 1;
  private static final double[] EMPTY = {};

  private final OnlineModel model;
  private final double[][] pending;
  private final double[] targets;
  private final double[] weights;
  private int features;
  private int head;
  private int count;
  private long pendingBytes;

  /**
   * @param model learns the rows; its features are added through {@link #grow} only
   * @param features the model's features
   * @param delay the number of rows between a prediction and its target becoming known, from 1
   */
  LabelDelayBuffer(OnlineModel model, Features features, int delay) {
    if (delay < 1) {
      throw new IllegalArgumentException("a label delay must be 1 row or more, not " + delay);
    }
    this.model = model;
    this.features = features.size();
    pending = new double[delay][];
    targets = new double[delay];
    weights = new double[delay];
  }

  /**
   * Learns the row that is due, if any, then predicts this row and stores a copy of it.
   *
   * @param x finite features, as many as the model has
   * @param y the finite target, which the model learns when it is due
   * @param weight the weight of the row, 0 or above; a row of weight 0 is not learned
   */
  double predict(double[] x, double y, double weight) {
    if (count == pending.length) {
      learnOldest();
    }
    double prediction = model.predict(x);
    put((head + count) % pending.length, x, y, weight);
    count++;
    return prediction;
  }

  /**
   * Adds a row that is not learned because its target or a feature is missing: learns the row that
   * is due, and moves on by one row. To be called before that row is predicted, if it is.
   */
  void skipRow() {
    if (count == pending.length) {
      learnOldest();
    }
    put((head + count) % pending.length, EMPTY, 0, 0);
    count++;
  }

  private void put(int index, double[] x, double y, double weight) {
    double[] slot = pending[index];
    if (slot == null || slot.length != x.length) {
      pendingBytes +=
          MemorySizes.doubles(x.length) - (slot == null ? 0 : MemorySizes.doubles(slot.length));
      slot = new double[x.length];
      pending[index] = slot;
    }
    System.arraycopy(x, 0, slot, 0, x.length);
    targets[index] = y;
    weights[index] = weight;
  }

  private void learnOldest() {
    int index = head;
    head = (head + 1) % pending.length;
    count--;
    if (weights[index] > 0) {
      double[] x = pending[index];
      model.learn(
          x.length < features ? Arrays.copyOf(x, features) : x, targets[index], weights[index]);
    }
  }

  /** Learns all pending rows, in order, because the source has ended. */
  void finish() {
    while (count > 0) {
      learnOldest();
    }
  }

  /** Adds features to the model. */
  void grow(Features grown) {
    model.grow(grown);
    features = grown.size();
  }

  /** The number of pending rows. */
  int pendingRows() {
    return count;
  }

  /** The bytes used by pending rows, without the model. */
  long retainedBytes() {
    return pendingBytes
        + MemorySizes.references(pending.length)
        + 2 * MemorySizes.doubles(pending.length);
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeInt(features).writeInt(count);
    for (int i = 0; i < count; i++) {
      int index = (head + i) % pending.length;
      out.writeDouble(targets[index]).writeDouble(weights[index]).writeDoubles(pending[index]);
    }
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(VERSION);
    final int savedFeatures = in.readInt();
    int saved = in.readCount(20);
    if (saved > pending.length) {
      throw new StateCorruptException(
          saved + " rows are pending; the label delay is only " + pending.length);
    }
    head = 0;
    count = 0;
    for (int i = 0; i < saved; i++) {
      double y = in.readDouble();
      double weight = in.readDouble();
      double[] x = in.readDoubles();
      if (x.length > savedFeatures) {
        throw new StateCorruptException(
            "a pending row has " + x.length + " features; the model has " + savedFeatures);
      }
      put(i, x, y, weight);
      count++;
    }
    features = savedFeatures;
  }
}
