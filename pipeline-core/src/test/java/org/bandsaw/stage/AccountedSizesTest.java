package org.bandsaw.stage;

import java.util.Random;
import java.util.stream.Stream;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.testkit.StageContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The accounted size of large states follows the growth of the heap. */
class AccountedSizesTest {

  private static final int ROWS = 30_000;

  /** Returns numbers, ascending times, 20 000 keys, 900 categories and distinct long texts. */
  private static Chunk rows() {
    Random random = new Random(5);
    double[] x = random.doubles(ROWS).toArray();
    double[] y = random.doubles(ROWS).toArray();
    long[] at = new long[ROWS];
    String[] keys = new String[ROWS];
    String[] categories = new String[ROWS];
    String[] notes = new String[ROWS];
    for (int i = 0; i < ROWS; i++) {
      at[i] = i * 1_000_000L;
      keys[i] = "key-" + random.nextInt(20_000);
      categories[i] = "c" + random.nextInt(900);
      notes[i] = (i % 3 == 0 ? "größe — " : "note ") + i + " is long and never the same";
    }
    return Chunk.of(
        0,
        Schema.of(
            ColumnSpec.real("x"),
            ColumnSpec.real("y"),
            new ColumnSpec("at", ValueType.INSTANT),
            ColumnSpec.text("key"),
            ColumnSpec.text("category"),
            ColumnSpec.text("note")),
        ROWS,
        DoubleVector.wrap(x, ROWS),
        DoubleVector.wrap(y, ROWS),
        LongVector.wrap(ValueType.INSTANT, at, ROWS),
        StringVector.of(keys),
        StringVector.of(categories),
        StringVector.of(notes));
  }

  static Stream<Stage> stages() {
    java.time.Duration hour = java.time.Duration.ofHours(1);
    return Stream.of(
        Stages.rollingMean("x", 20_000),
        Stages.rollingMax("x", 20_000),
        Stages.lag("x", 20_000),
        Stages.rollingMean("x", hour, "at"),
        Stages.rollingMin("x", hour, "at"),
        Stages.expandingMean("x").per("key").keys(KeyLimit.atMost(100_000)),
        Stages.rollingMean("x", 5).per("key").keys(KeyLimit.atMost(100_000)),
        Stages.lag("x", 2).per("key").keys(KeyLimit.atMost(100_000)),
        Stages.rollingStd("x", hour, "at").per("key").keys(KeyLimit.atMost(100_000)),
        Stages.impute("x", Impute.RUNNING_MEDIAN),
        Stages.oneHot("category"),
        Stages.ordinalEncode("key").maxCategories(100_000),
        Stages.frequencyEncode("key").maxCategories(100_000),
        Stages.targetEncode("key", "y").maxCategories(100_000),
        Stages.hashEncode("note", 8),
        Stages.cleanText("note"),
        Stages.extractNumber("note", "([0-9]+)"),
        Stages.deriveText("where", row -> row.text("note") + row.text("key")).from("note", "key"),
        Stages.derive(ColumnSpec.real("length"), row -> row.text("note").length()).from("note"),
        Stages.filter("half", row -> row.number("x") < 0.5),
        Stages.standardScale("x", "y"),
        Stages.onAll(Columns.numbers(), Stages.standardScale(Columns.EACH)));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void followTheGrowthOfTheHeap(Stage stage) {
    StageContract.of(stage).on(rows()).checkRetainedBytes();
  }
}
