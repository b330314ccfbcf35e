package org.bandsaw.learn;

import java.util.Arrays;
import org.bandsaw.data.Retained;
import org.bandsaw.state.Saved;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Holds rows back from a model until their targets are known: row i is learned just before row i +
 * delay is predicted, and the last ones in {@link #finish}. Rows that are not learned count too:
 * {@link #pass}.
 *
 * <p>A row that was recorded before features were added is learned with 0 in their place. Saves the
 * rows that wait, not the model. Used by one thread.
 */
public final class DelayedLearning implements Saved {

  private static final int VERSION = 1;
  private static final double[] NOTHING = {};

  private final OnlineModel model;
  private final double[][] waiting;
  private final double[] targets;
  private final double[] weights;
  private int features;
  private int first;
  private int count;
  private long heldBytes;

  /**
   * @param model what learns; grown by its owner through {@link #grow}
   * @param features how many the model has now
   * @param delay rows between a prediction and its target becoming known, from 1
   */
  public DelayedLearning(OnlineModel model, Features features, int delay) {
    if (delay < 1) {
      throw new IllegalArgumentException("a delay must be 1 row or more, not " + delay);
    }
    this.model = model;
    this.features = features.size();
    waiting = new double[delay][];
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
    if (count == waiting.length) {
      learnFirst();
    }
    double prediction = model.predict(x);
    put((first + count) % waiting.length, x, y, weight);
    count++;
    return prediction;
  }

  /**
   * A row that is not learned, for want of a target or a feature: the row that is due is learned,
   * and time goes on by one row. To be called before the row is predicted, if it is.
   */
  public void pass() {
    if (count == waiting.length) {
      learnFirst();
    }
    put((first + count) % waiting.length, NOTHING, 0, 0);
    count++;
  }

  private void put(int place, double[] x, double y, double weight) {
    double[] slot = waiting[place];
    if (slot == null || slot.length != x.length) {
      heldBytes += Retained.doubles(x.length) - (slot == null ? 0 : Retained.doubles(slot.length));
      slot = new double[x.length];
      waiting[place] = slot;
    }
    System.arraycopy(x, 0, slot, 0, x.length);
    targets[place] = y;
    weights[place] = weight;
  }

  private void learnFirst() {
    int place = first;
    first = (first + 1) % waiting.length;
    count--;
    if (weights[place] > 0) {
      double[] x = waiting[place];
      model.learn(
          x.length < features ? Arrays.copyOf(x, features) : x, targets[place], weights[place]);
    }
  }

  /** Learns all rows that still wait, in order: the source has ended. */
  public void finish() {
    while (count > 0) {
      learnFirst();
    }
  }

  /** The model's features have grown; passed on to it. */
  public void grow(Features grown) {
    model.grow(grown);
    features = grown.size();
  }

  /** How many rows wait. */
  public int waitingRows() {
    return count;
  }

  /** Bytes of the rows that wait, without the model's. */
  public long retainedBytes() {
    return heldBytes + Retained.references(waiting.length) + 2 * Retained.doubles(waiting.length);
  }

  @Override
  public void save(StateWriter out) {
    out.version(VERSION).writeInt(count);
    for (int i = 0; i < count; i++) {
      int place = (first + i) % waiting.length;
      out.writeDouble(targets[place]).writeDouble(weights[place]).writeDoubles(waiting[place]);
    }
  }

  @Override
  public void load(StateReader in) {
    in.version(VERSION);
    int saved = in.count(20);
    if (saved > waiting.length) {
      throw new StateCorruptException(
          saved + " rows wait for their targets where a delay of " + waiting.length + " allows it");
    }
    first = 0;
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
