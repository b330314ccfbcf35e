package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Vector;

/** What is found in a chunk, compared with values worked by hand. */
final class NumberAssertions {

  private NumberAssertions() {}

  /** The numbers of a column, to compare with values worked by hand. */
  static void assertNumbers(Chunk chunk, String column, double... expected) {
    double[] found = new double[chunk.rowCount()];
    Vector vector = chunk.vector(column);
    for (int i = 0; i < found.length; i++) {
      found[i] = vector.number(i);
    }
    assertThat(found).as(Arrays.toString(found)).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat(found[i]).as("row " + i).isNaN();
      } else {
        assertThat(found[i]).as("row " + i).isCloseTo(expected[i], within(1e-12));
      }
    }
  }
}
