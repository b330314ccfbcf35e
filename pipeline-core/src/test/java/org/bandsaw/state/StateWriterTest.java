package org.bandsaw.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StateWriterTest {

  /** Numbers and a text. */
  private static final class Part implements Saveable {

    private final double[] numbers;
    private final String text;

    Part(double[] numbers, String text) {
      this.numbers = numbers;
      this.text = text;
    }

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeDoubles(numbers).writeString(text);
    }

    @Override
    public void load(StateReader in) {
      throw new UnsupportedOperationException("only saved here");
    }
  }

  @Test
  void aPartIsReadBackAsTheBytesItWouldHaveWrittenByItself() {
    double[] many = new double[300_000]; // more than the writer doubles its room for
    Arrays.setAll(many, i -> i / 7.0);
    Part part = new Part(many, "ä");
    StateWriter alone = new StateWriter();
    part.save(alone);

    byte[] bytes =
        new StateWriter()
            .writeInt(5)
            .writeNested(part)
            .writeNested(new Part(new double[0], ""))
            .toBytes();

    StateReader in = new StateReader(bytes);
    assertThat(in.readInt()).isEqualTo(5);
    assertThat(in.readBytes()).isEqualTo(alone.toBytes());
    StateReader second = new StateReader(in.readBytes());
    assertThat(second.readVersion(1)).isEqualTo(1);
    assertThat(second.readDoubles()).isEmpty();
    assertThat(second.readString()).isEmpty();
  }
}
