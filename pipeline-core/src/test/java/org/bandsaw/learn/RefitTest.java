package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;

class RefitTest {

  private static final Features ONE = new Features(List.of("a"));
  private static final Features TWO = new Features(List.of("a", "b"));

  private final List<String> fits = new ArrayList<>();

  /** Records the rows it is fitted to; predicts the sum of the targets and of the vector. */
  private final BatchLearner recording =
      Learners.batch(
              "recording",
              (x, y) -> {
                StringBuilder rows = new StringBuilder();
                double sum = 0;
                for (int i = 0; i < y.length; i++) {
                  for (double value : x[i]) {
                    rows.append((int) value).append(',');
                  }
                  rows.append((int) y[i]).append(' ');
                  sum += y[i];
                }
                fits.add(rows.toString().trim());
                return sum;
              },
              (sum, x) -> {
                double p = sum;
                for (double value : x) {
                  p += value;
                }
                return p;
              })
          .savedBy((sum, out) -> out.writeDouble(sum), in -> in.readDouble());

  private static void learn(OnlineModel model, int from, int to) {
    for (int i = from; i <= to; i++) {
      model.learn(new double[] {i}, 10 * i, 1);
    }
  }

  private static byte[] saved(OnlineModel model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  @Test
  void fitsTheLastRowsInOrderAtAFixedInterval() {
    OnlineModel model = Learners.refit(recording, 3).every(2).open(ONE, 1);
    learn(model, 1, 7);

    assertThat(fits).containsExactly("1,10 2,20", "2,20 3,30 4,40", "4,40 5,50 6,60");
    // 40 + 50 + 60 + 5
    assertThat(model.predict(new double[] {5})).isEqualTo(155);
  }

  @Test
  void predictsTheMeanBeforeTheFirstFit() {
    OnlineModel model = Learners.refit(recording, 10).every(4).open(ONE, 1);
    double[] x = {1};

    assertThat(model.predict(x)).isZero();
    model.learn(x, 4, 1);
    model.learn(x, 10, 3);
    // (4 + 3 · 10) / 4
    assertThat(model.predict(x)).isEqualTo(8.5);
    assertThat(fits).isEmpty();
  }

  @Test
  void setsNewFeaturesToZeroInEarlierRowsAndUsesThemFromTheNextFit() {
    OnlineModel model = Learners.refit(recording, 10).every(2).open(ONE, 1);
    learn(model, 1, 3);
    model.grow(TWO);

    // fitted to rows 1 and 2, by the first feature alone: 10 + 20 + 5
    assertThat(model.predict(new double[] {5, 1000})).isEqualTo(35);
    model.learn(new double[] {4, 7}, 40, 1);
    assertThat(fits).containsExactly("1,10 2,20", "1,0,10 2,0,20 3,0,30 4,7,40");
    assertThat(model.predict(new double[] {5, 1000})).isEqualTo(1105);
  }

  @Test
  void fitsTheLineOfTheRowsInItsWindow() {
    OnlineModel model = Learners.refit(Learners.leastSquares(), 20).every(10).open(ONE, 1);
    for (int i = 0; i < 100; i++) {
      model.learn(new double[] {i % 7}, i < 50 ? 100 : 3 * (i % 7) + 1, 1);
    }

    assertThat(model.predict(new double[] {10})).isCloseTo(31, within(1e-10));
  }

  @Test
  void continuesFromASavedStateAtAnyRow() {
    for (int cut : new int[] {0, 1, 3, 4, 5, 9}) {
      fits.clear();
      OnlineModel model = Learners.refit(recording, 4).every(3).open(ONE, 1);
      learn(model, 1, cut);
      OnlineModel other = Learners.refit(recording, 4).every(3).open(ONE, 1);
      other.load(new StateReader(saved(model)));
      assertThat(other.predict(new double[] {1})).isEqualTo(model.predict(new double[] {1}));
      fits.clear();
      learn(model, cut + 1, 12);
      List<String> expected = List.copyOf(fits);
      fits.clear();
      learn(other, cut + 1, 12);

      assertThat(fits).isEqualTo(expected);
      assertThat(saved(other)).isEqualTo(saved(model));
    }
  }

  @Test
  void hasTheCapabilitiesOfItsLearner() {
    BatchLearner unsaved = Learners.batch("unsaved", (x, y) -> row -> 1);

    assertThat(Learners.refit(Learners.ridge(1), 9).capabilities()).contains(Capability.values());
    assertThat(Learners.refit(unsaved, 9).capabilities())
        .containsExactlyInAnyOrder(Capability.REPEATABLE, Capability.CONCURRENT_PREDICTION);
    assertThat(Learners.refit(unsaved, 9).name()).isEqualTo("refit-unsaved");
  }

  @Test
  void countsTheBytesOfItsWindow() {
    OnlineModel model = Learners.refit(Learners.leastSquares(), 100).every(50).open(TWO, 1);
    long empty = model.retainedBytes();
    model.learn(new double[2], 1, 1);

    // two doubles and a header of 16 bytes
    assertThat(model.retainedBytes() - empty).isEqualTo(32);
    // references, targets and weights of 100 rows
    assertThat(empty).isBetween(400 + 1600L, 400 + 1600 + 60L);
  }

  @Test
  void namesTheFitThatFailed() {
    BatchLearner failing =
        Learners.batch(
            "failing",
            (x, y) -> {
              throw new IOException("no connection");
            });
    OnlineModel model = Learners.refit(failing, 5).every(2).open(ONE, 1);

    assertThatExceptionOfType(LearnerFailedException.class)
        .isThrownBy(() -> learn(model, 1, 2))
        .withMessageStartingWith(
            "learner 'failing' failed when it was fitted to the last 2 rows, at learned row 2")
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void refusesADamagedState() {
    OnlineModel model = Learners.refit(recording, 4).every(3).open(ONE, 1);
    learn(model, 1, 3);
    byte[] state = saved(model);
    state[4] = 2; // two learned rows, but the window has three

    assertThatExceptionOfType(StateCorruptException.class)
        .isThrownBy(() -> model.load(new StateReader(state)))
        .withMessage("learner 'refit-recording': a window of 3 rows after 2 learned rows");
  }

  @Test
  void refusesSettingsOutOfBounds() {
    assertThat(Learners.refit(recording, 50).every()).isEqualTo(5);
    assertThat(Learners.refit(recording, 5).every()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.refit(recording, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.refit(recording, 5).every(0));
  }
}
