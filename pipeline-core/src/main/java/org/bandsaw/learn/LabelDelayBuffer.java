package org.bandsaw.learn;

import java.util.Arrays;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Holds rows back from a model until their targets are known: row i is learned just before row i +
 * delay is predicted, and the last ones in {@link #finish}. Rows that are not learned count too:
 * {@link #skipRow}.
 *
 * <p>A row that was recorded before features were added is learned with 0 in their place. Saves the
 * rows that wait, not the model. Used by one thread.
 */
public final class LabelDelayBuffer implements Saveable {

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
   * @param model what learns; grown by its owner through {@link #grow}
   * @param features how many the model has now
   * @param delay rows between a prediction and its target becoming known, from 1
   */
  public LabelDelayBuffer(OnlineModel model, Features features, int delay) {
    if (delay < 1) {
      throw new IllegalArgumentException("a delay must be 1 row or more, not " + delay);
    }
    this.model = model;
    this.features = features.size();
    pending = new double[delay][];
    targets = new double[delay];
    weights = new double[delay];
  }

  /**
   * Learns the row that is due, if there is one, then predicts this one and keeps it, copied, until
   * its own turn.
   *
   * @param x finite features, as many as the model has
   * @param y the finite target, which the model is told only when it is due
   * @param weight how much the row counts, 0 or above; with 0 it is not learned
   */
  public double predict(double[] x, double y, double weight) {
    if (count == pending.length) {
      learnOldest();
    }
    double prediction = model.predict(x);
    put((head + count) % pending.length, x, y, weight);
    count++;
    return prediction;
  }

  /**
   * A row that is not learned, for want of a target or a feature: the row that is due is learned,
   * and time goes on by one row. To be called before the row is predicted, if it is.
   */
  public void skipRow() {
    if (count == pending.length) {
      learnOldest();
    }
    put((head + count) % pending.length, EMPTY, 0, 0);
    count++;
  }

  private void put(int place, double[] x, double y, double weight) {
    double[] slot = pending[place];
    if (slot == null || slot.length != x.length) {
      pendingBytes +=
          MemorySizes.doubles(x.length) - (slot == null ? 0 : MemorySizes.doubles(slot.length));
      slot = new double[x.length];
      pending[place] = slot;
    }
    System.arraycopy(x, 0, slot, 0, x.length);
    targets[place] = y;
    weights[place] = weight;
  }

  private void learnOldest() {
    int place = head;
    head = (head + 1) % pending.length;
    count--;
    if (weights[place] > 0) {
      double[] x = pending[place];
      model.learn(
          x.length < features ? Arrays.copyOf(x, features) : x, targets[place], weights[place]);
    }
  }

  /** Learns all rows that still wait, in order: the source has ended. */
  public void finish() {
    while (count > 0) {
      learnOldest();
    }
  }

  /** The model's features have grown; passed on to it. */
  public void grow(Features grown) {
    model.grow(grown);
    features = grown.size();
  }

  /** How many rows wait. */
  public int pendingRows() {
    return count;
  }

  /** Bytes of the rows that wait, without the model's. */
  public long retainedBytes() {
    return pendingBytes
        + MemorySizes.references(pending.length)
        + 2 * MemorySizes.doubles(pending.length);
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeInt(count);
    for (int i = 0; i < count; i++) {
      int place = (head + i) % pending.length;
      out.writeDouble(targets[place]).writeDouble(weights[place]).writeDoubles(pending[place]);
    }
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(VERSION);
    int saved = in.readCount(20);
    if (saved > pending.length) {
      throw new StateCorruptException(
          saved + " rows wait for their targets where a delay of " + pending.length + " allows it");
    }
    head = 0;
    count = 0;
    for (int i = 0; i < saved; i++) {
      double y = in.readDouble();
      double weight = in.readDouble();
      double[] x = in.readDoubles();
      put(i, x, y, weight);
      features = Math.max(features, x.length);
      count++;
    }
  }
}
