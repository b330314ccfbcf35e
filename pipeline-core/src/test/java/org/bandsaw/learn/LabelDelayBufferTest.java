package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;

class LabelDelayBufferTest {

  private static final Features ONE = new Features(List.of("a"));
  private static final Features TWO = new Features(List.of("a", "b"));

  /** Records its calls. */
  private static final class RecordingModel implements OnlineModel {

    private final List<String> entries = new ArrayList<>();

    @Override
    public double predict(double[] x) {
      entries.add("predict " + Arrays.toString(x));
      return 0;
    }

    @Override
    public void learn(double[] x, double y, double weight) {
      entries.add("learn " + Arrays.toString(x) + " " + y + " " + weight);
    }

    @Override
    public void grow(Features features) {
      entries.add("grow " + features.names());
    }

    @Override
    public long retainedBytes() {
      return 0;
    }

    @Override
    public void save(StateWriter out) {}

    @Override
    public void load(StateReader in) {}
  }

  private static byte[] saved(org.bandsaw.state.Saveable state) {
    StateWriter out = new StateWriter();
    state.save(out);
    return out.toBytes();
  }

  @Test
  void learnsARowJustBeforeTheRowAfterTheDelayIsPredicted() {
    RecordingModel model = new RecordingModel();
    LabelDelayBuffer buffer = new LabelDelayBuffer(model, ONE, 2);
    double[] x = new double[1];
    for (int row = 0; row < 4; row++) {
      x[0] = row;
      buffer.predict(x, 10 + row, 1 + row);
    }
    assertThat(buffer.pendingRows()).isEqualTo(2);
    buffer.finish();

    assertThat(model.entries)
        .containsExactly(
            "predict [0.0]",
            "predict [1.0]",
            "learn [0.0] 10.0 1.0",
            "predict [2.0]",
            "learn [1.0] 11.0 2.0",
            "predict [3.0]",
            "learn [2.0] 12.0 3.0",
            "learn [3.0] 13.0 4.0");
    assertThat(buffer.pendingRows()).isZero();
  }

  @Test
  void aRowThatIsNotLearnedCountsInTheDelay() {
    RecordingModel model = new RecordingModel();
    LabelDelayBuffer buffer = new LabelDelayBuffer(model, ONE, 2);
    buffer.predict(new double[] {1}, 10, 1);
    buffer.skipRow();
    buffer.predict(new double[] {2}, 20, 1);
    buffer.skipRow();
    buffer.skipRow();

    assertThat(model.entries)
        .containsExactly(
            "predict [1.0]", "learn [1.0] 10.0 1.0", "predict [2.0]", "learn [2.0] 20.0 1.0");
  }

  @Test
  void learnsRowsRecordedBeforeAFeatureWithZeroForIt() {
    RecordingModel model = new RecordingModel();
    LabelDelayBuffer buffer = new LabelDelayBuffer(model, ONE, 2);
    buffer.predict(new double[] {1}, 10, 1);
    buffer.grow(TWO);
    buffer.predict(new double[] {2, 3}, 20, 1);
    buffer.finish();

    assertThat(model.entries)
        .containsExactly(
            "predict [1.0]",
            "grow [a, b]",
            "predict [2.0, 3.0]",
            "learn [1.0, 0.0] 10.0 1.0",
            "learn [2.0, 3.0] 20.0 1.0");
  }

  @Test
  void countsTheBytesOfPendingRows() {
    LabelDelayBuffer buffer = new LabelDelayBuffer(new RecordingModel(), ONE, 100);
    final long empty = buffer.retainedBytes();
    for (int row = 0; row < 150; row++) {
      buffer.predict(new double[1], 0, 1);
    }

    // 16 bytes of header and 8 of content for each row
    assertThat(buffer.retainedBytes() - empty).isEqualTo(100 * 24);
  }

  @Property(tries = 50)
  void withADelayOfOneEqualsLearningAtOnce(@ForAll long seed) {
    Random random = new Random(seed);
    OnlineModel model = Learners.sgd().open(TWO, 1);
    OnlineModel atOnce = Learners.sgd().open(TWO, 1);
    LabelDelayBuffer buffer = new LabelDelayBuffer(model, TWO, 1);
    for (int row = 0; row < 20; row++) {
      double[] x = {random.nextGaussian(), random.nextGaussian()};
      double y = random.nextGaussian();
      assertThat(buffer.predict(x, y, 1)).isEqualTo(atOnce.predictThenLearn(x, y, 1));
    }
    buffer.finish();
    assertThat(saved(model)).isEqualTo(saved(atOnce));
  }

  @Property(tries = 50)
  void continuesFromASavedState(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int delay,
      @ForAll @IntRange(min = 0, max = 20) int before) {
    Random random = new Random(seed);
    OnlineModel model = Learners.sgd().open(ONE, 1);
    LabelDelayBuffer buffer = new LabelDelayBuffer(model, ONE, delay);
    for (int row = 0; row < before; row++) {
      buffer.predict(new double[] {random.nextGaussian()}, random.nextGaussian(), 1);
    }
    buffer.grow(TWO);
    OnlineModel otherModel = Learners.sgd().open(TWO, 1);
    LabelDelayBuffer other = new LabelDelayBuffer(otherModel, TWO, delay);
    otherModel.load(new StateReader(saved(model)));
    other.load(new StateReader(saved(buffer)));
    assertThat(saved(other)).isEqualTo(saved(buffer));

    for (int row = 0; row < 10; row++) {
      double[] x = {random.nextGaussian(), random.nextGaussian()};
      double y = random.nextGaussian();
      assertThat(other.predict(x, y, 1)).isEqualTo(buffer.predict(x, y, 1));
    }
    buffer.finish();
    other.finish();
    assertThat(saved(otherModel)).isEqualTo(saved(model));
  }

  @Test
  void refusesMoreRowsThanItsDelayAllows() {
    LabelDelayBuffer longer = new LabelDelayBuffer(new RecordingModel(), ONE, 3);
    for (int row = 0; row < 3; row++) {
      longer.predict(new double[1], 0, 1);
    }
    byte[] state = saved(longer);

    assertThatThrownBy(
            () -> new LabelDelayBuffer(new RecordingModel(), ONE, 2).load(new StateReader(state)))
        .isInstanceOf(StateCorruptException.class)
        .hasMessageContaining("3 rows are pending; the label delay is only 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelDelayBuffer(new RecordingModel(), ONE, 0))
        .withMessage("a label delay must be 1 row or more, not 0");
  }
}
