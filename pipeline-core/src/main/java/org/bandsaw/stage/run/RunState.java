package org.bandsaw.stage.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.stats.QuantileSketch;

/**
 * The parts of a run as one. They are marked, rolled back, saved and loaded in the order in which
 * they were added, so the order is part of the saved form.
 */
public final class RunState implements RunPart {

  private final List<RunPart> parts = new ArrayList<>();
  private boolean isShared;

  /** Adds a part and returns it. */
  public <P extends RunPart> P add(P part) {
    parts.add(part);
    return part;
  }

  /** Adds several parts and returns them. */
  public <P extends RunPart> P[] addAll(P[] added) {
    parts.addAll(Arrays.asList(added));
    return added;
  }

  /** Adds an array of numbers and returns it. */
  public double[] add(double[] numbers) {
    parts.add(new Numbers(numbers));
    return numbers;
  }

  /** Adds a store and returns it. */
  public KeyedStateStore add(KeyedStateStore store) {
    parts.add(new Store(store));
    return store;
  }

  /** Adds a sketch and returns it. */
  public QuantileSketch add(QuantileSketch sketch) {
    parts.add(new Sketch(sketch));
    return sketch;
  }

  /** Adds parameters of another run and returns them. They are saved, never changed or counted. */
  public <P extends RunPart> P addShared(P parameters) {
    isShared = true;
    parts.add(new Shared(parameters));
    return parameters;
  }

  /**
   * Checks that the run may learn.
   *
   * @throws IllegalStateException if parameters of another run were added
   */
  public void requireOwnParameters() {
    if (isShared) {
      throw new IllegalStateException(
          "this run shares the parameters of another run and cannot change them; call apply");
    }
  }

  @Override
  public void mark() {
    for (RunPart part : parts) {
      part.mark();
    }
  }

  @Override
  public void rollback() {
    for (RunPart part : parts) {
      part.rollback();
    }
  }

  @Override
  public void save(StateWriter out) {
    for (RunPart part : parts) {
      part.save(out);
    }
  }

  @Override
  public void load(StateReader in) {
    requireOwnParameters();
    for (RunPart part : parts) {
      part.load(in);
    }
  }

  @Override
  public long retainedBytes() {
    long sum = 0;
    for (RunPart part : parts) {
      sum += part.retainedBytes();
    }
    return sum;
  }

  private static final class Numbers implements RunPart {

    private final double[] numbers;
    private final double[] marked;

    Numbers(double[] numbers) {
      this.numbers = numbers;
      this.marked = numbers.clone();
    }

    @Override
    public void mark() {
      System.arraycopy(numbers, 0, marked, 0, numbers.length);
    }

    @Override
    public void rollback() {
      System.arraycopy(marked, 0, numbers, 0, numbers.length);
    }

    @Override
    public void save(StateWriter out) {
      out.writeDoubles(numbers);
    }

    @Override
    public void load(StateReader in) {
      double[] read = in.readDoubles();
      if (read.length != numbers.length) {
        throw new StateCorruptException(
            "a state of " + numbers.length + " numbers was expected, not of " + read.length);
      }
      System.arraycopy(read, 0, numbers, 0, numbers.length);
    }

    @Override
    public long retainedBytes() {
      return 2 * MemorySizes.doubles(numbers.length);
    }
  }

  private record Store(KeyedStateStore store) implements RunPart {

    @Override
    public void mark() {
      store.mark();
    }

    @Override
    public void rollback() {
      store.rollback();
    }

    @Override
    public void save(StateWriter out) {
      store.save(out);
    }

    @Override
    public void load(StateReader in) {
      store.load(in);
    }

    @Override
    public long retainedBytes() {
      return store.retainedBytes();
    }
  }

  private record Sketch(QuantileSketch sketch) implements RunPart {

    @Override
    public void mark() {
      sketch.mark();
    }

    @Override
    public void rollback() {
      sketch.rollback();
    }

    @Override
    public void save(StateWriter out) {
      sketch.save(out);
    }

    @Override
    public void load(StateReader in) {
      sketch.load(in);
    }

    @Override
    public long retainedBytes() {
      return sketch.retainedBytes();
    }
  }

  private record Shared(RunPart parameters) implements RunPart {

    @Override
    public void save(StateWriter out) {
      parameters.save(out);
    }
  }
}
