package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.bandsaw.data.Figure;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScoreAccumulatorTest {

  private static final Offset<Double> EXACT = within(1e-15);

  /** Targets 1, 2, 4 with errors −0.5, 0, 1. */
  private static Scores ofThreeRows(Prequential scoring) {
    ScoreAccumulator accumulator = scoring.open(Task.REGRESSION);
    accumulator.add(1, 1.5);
    accumulator.add(2, 2);
    accumulator.add(4, 3);
    return accumulator.scores();
  }

  private static byte[] saved(ScoreAccumulator accumulator) {
    StateWriter out = new StateWriter();
    accumulator.save(out);
    return out.toBytes();
  }

  @Test
  void scoresAllRowsEqually() {
    Scores scores = ofThreeRows(Prequential.cumulative());

    // SSE 0.25 + 0 + 1; SAE 0.5 + 0 + 1; SST 21 − 7²/3 = 14/3
    assertThat(scores.rows()).isEqualTo(3);
    assertThat(scores.rmse().value()).isCloseTo(Math.sqrt(1.25 / 3), EXACT);
    assertThat(scores.mae().value()).isCloseTo(0.5, EXACT);
    assertThat(scores.r2().value()).isCloseTo(1 - 1.25 * 3 / 14, EXACT);
  }

  @Test
  void scoresTheLastRowsOfAWindow() {
    Scores scores = ofThreeRows(Prequential.window(2));

    // Rows 2 and 3: SSE 1, SAE 1, SST (2 − 3)² + (4 − 3)²
    assertThat(scores.rows()).isEqualTo(2);
    assertThat(scores.rmse().value()).isCloseTo(Math.sqrt(0.5), EXACT);
    assertThat(scores.mae().value()).isCloseTo(0.5, EXACT);
    assertThat(scores.r2().value()).isCloseTo(0.5, EXACT);
  }

  @Test
  void fadesOldRows() {
    Scores scores = ofThreeRows(Prequential.fading(0.5));

    // Weights 1/4, 1/2, 1, in all 1.75: SSE 0.0625 + 1, SAE 0.125 + 1, mean (0.25 + 1 + 4)/1.75 =
    // 3,
    // SST 4/4 + 1/2 + 1
    assertThat(scores.rows()).isEqualTo(3);
    assertThat(scores.rmse().value()).isCloseTo(Math.sqrt(1.0625 / 1.75), EXACT);
    assertThat(scores.mae().value()).isCloseTo(1.125 / 1.75, EXACT);
    assertThat(scores.r2().value()).isCloseTo(1 - 1.0625 / 2.5, EXACT);
  }

  @Test
  void printsItselfInOneLine() {
    assertThat(ofThreeRows(Prequential.cumulative()))
        .hasToString("RMSE 0.6455, MAE 0.5000, R² 0.7321 over 3 rows");
    assertThat(Prequential.cumulative().open(Task.REGRESSION).scores())
        .hasToString(
            "RMSE n/a (no row was scored), MAE n/a (no row was scored), R² n/a (no row was scored)"
                + " over 0 rows");
  }

  @Nested
  class HasNoFigure {

    @Test
    void withoutRows() {
      for (Prequential scoring :
          List.of(Prequential.cumulative(), Prequential.window(5), Prequential.fading(0.9))) {
        assertThat(scoring.open(Task.REGRESSION).scores())
            .isEqualTo(Scores.unknown("no row was scored"));
      }
    }

    @Test
    void ofR2ForOneRow() {
      ScoreAccumulator accumulator = Prequential.cumulative().open(Task.REGRESSION);
      accumulator.add(1, 3);

      assertThat(accumulator.scores())
          .isEqualTo(
              Scores.regression(
                  1, Figure.known(2), Figure.known(2), Figure.unknown("1 row; needs 2")));
    }

    @Test
    void ofR2ForEqualTargets() {
      for (Prequential scoring :
          List.of(Prequential.cumulative(), Prequential.window(5), Prequential.fading(0.9))) {
        ScoreAccumulator accumulator = scoring.open(Task.REGRESSION);
        for (int i = 0; i < 7; i++) {
          accumulator.add(0.1, i);
        }
        assertThat(accumulator.scores().r2()).isEqualTo(Figure.unknown("all targets are equal"));
      }
    }

    @Test
    void whenErrorsAreTooLarge() {
      ScoreAccumulator accumulator = Prequential.cumulative().open(Task.REGRESSION);
      accumulator.add(1, 1e200);
      accumulator.add(2, 1);

      assertThat(accumulator.scores().rmse())
          .isEqualTo(Figure.unknown("errors too large to be summed"));
      assertThat(accumulator.scores().mae().value()).isEqualTo(1e200 / 2);
    }
  }

  @Property(tries = 300)
  void windowEqualsScoresOverItsRowsAlone(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 600) int window,
      @ForAll @IntRange(min = 1, max = 1500) int rows) {
    Random random = new Random(seed);
    double[] values = random.doubles(2L * rows, -10, 10).toArray();
    ScoreAccumulator sliding = Prequential.window(window).open(Task.REGRESSION);
    ScoreAccumulator last = Prequential.cumulative().open(Task.REGRESSION);
    for (int i = 0; i < rows; i++) {
      sliding.add(values[2 * i], values[2 * i + 1]);
      if (i >= rows - window) {
        last.add(values[2 * i], values[2 * i + 1]);
      }
    }

    assertThat(sliding.scores()).isEqualTo(last.scores());
    assertThat(sliding.rows()).isEqualTo(rows);
    assertThat(sliding.retainedBytes()).isBetween(16L, 16L + 16L * Math.max(window, 256));
  }

  @Property(tries = 300)
  void continuesFromASavedState(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 2) int mode,
      @ForAll @IntRange(min = 0, max = 700) int before,
      @ForAll @IntRange(min = 0, max = 700) int after) {
    Prequential scoring =
        List.of(Prequential.cumulative(), Prequential.window(300), Prequential.fading(0.99))
            .get(mode);
    Random random = new Random(seed);
    ScoreAccumulator one = scoring.open(Task.REGRESSION);
    for (int i = 0; i < before; i++) {
      one.add(random.nextGaussian(), random.nextGaussian());
    }
    ScoreAccumulator other = scoring.open(Task.REGRESSION);
    other.add(9, 9);
    other.load(new StateReader(saved(one)));
    assertThat(saved(other)).isEqualTo(saved(one));

    for (int i = 0; i < after; i++) {
      double y = random.nextGaussian();
      double prediction = random.nextGaussian();
      one.add(y, prediction);
      other.add(y, prediction);
    }
    assertThat(other.scores()).isEqualTo(one.scores());
    assertThat(saved(other)).isEqualTo(saved(one));
  }

  @Test
  void refusesTheStateOfAnotherMode() {
    byte[] state = saved(Prequential.cumulative().open(Task.REGRESSION));

    assertThatThrownBy(
            () -> Prequential.window(4).open(Task.REGRESSION).load(new StateReader(state)))
        .isInstanceOf(StateCorruptException.class)
        .hasMessage("scores over 0 rows with 5 numbers, where 0 are needed");
  }

  @Test
  void refusesInvalidSettings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prequential.window(1))
        .withMessageContaining("2 rows or more, not 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prequential.fading(1))
        .withMessageContaining("above 0 and below 1, not 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prequential.cumulative().labelDelay(-1))
        .withMessageContaining("0 or above, not -1");
  }
}
