package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bandsaw.state.RecordCodec;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Smile's classes are loaded only if a learner needs them. */
class SmileClassLoadingTest {

  private static final String BORDER = "---- now a learner of Smile is used ----";

  @TempDir private Path folder;

  @Test
  void waitsUntilALearnerNeedsSmile() throws IOException, InterruptedException {
    Path log = folder.resolve("output.txt");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load=info:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    String output = Files.readString(log);
    assertThat(exit).describedAs(output).isZero();
    String before = output.substring(0, output.indexOf(BORDER));
    String after = output.substring(output.indexOf(BORDER));

    assertThat(before)
        .contains("org.bandsaw.learn.trees.TreeEnsembleModel")
        .doesNotContain(" smile.");
    assertThat(after)
        .contains(" smile.math.matrix.JMatrix ")
        .contains(" smile.regression.NeuralNetwork ");
  }

  /** The child process. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws Exception {
      TrainingRows rows = SyntheticRows.rows(20);
      for (Learner learner :
          List.of(Learners.sgd(), Learners.neuralNetwork(3), Learners.leastSquares())) {
        RecordCodec.encode(new StateWriter(), learner, LearnerKinds.all());
      }
      Learners.sgd().open(SyntheticRows.FEATURES, 1).predict(SyntheticRows.x(1));
      Learners.lasso(1).fit(rows, 1);
      Learners.forest(2).fit(rows, 1);
      System.out.println(BORDER);
      Learners.leastSquares().fit(rows, 1);
      Learners.neuralNetwork(3).open(SyntheticRows.FEATURES, 1).predict(SyntheticRows.x(1));
    }
  }
}
