package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bandsaw.stage.NumberAssertions.assertNumbers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.StageContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RollingOverTimeTest {

  private static final double NONE = Double.NaN;
  private static final long NEVER = LongVector.MISSING;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final Duration TEN = Duration.ofSeconds(10);

  /** Returns fares at instants, in seconds. */
  private static Chunk at(long[] seconds, double... fares) {
    Schema schema = Schema.of(ColumnSpec.instant("ts"), ColumnSpec.real("fare"));
    long[] micros = Arrays.stream(seconds).map(s -> s == NEVER ? NEVER : s * 1_000_000).toArray();
    LongVector times = LongVector.wrap(ValueType.INSTANT, micros, micros.length);
    return Chunk.of(0, schema, fares.length, times, DoubleVector.of(fares));
  }

  private static long[] seconds(long... seconds) {
    return seconds;
  }

  private static Chunk processed(Stage stage, Chunk chunk) {
    return stage.open(chunk.schema()).process(chunk);
  }

  @Nested
  class Statistics {

    // the windows of 10 s at 0, 4, 9, 10, 14, 40: 2; 2 4; 2 4 9; 4 9 1 (2 is 10 s old); 9 1 6; 7
    private final Chunk rows = at(seconds(0, 4, 9, 10, 14, 40), 2, 4, 9, 1, 6, 7);

    @Test
    void excludeTheStartOfTheSpan() {
      assertNumbers(
          processed(Stages.rollingMean("fare", TEN, "ts"), rows),
          "fare_mean_10s",
          2,
          3,
          5,
          14.0 / 3,
          16.0 / 3,
          7);
      assertNumbers(
          processed(Stages.rollingMin("fare", TEN, "ts"), rows), "fare_min_10s", 2, 2, 2, 1, 1, 7);
      assertNumbers(
          processed(Stages.rollingMax("fare", TEN, "ts"), rows), "fare_max_10s", 2, 4, 9, 9, 9, 7);
      assertNumbers(
          processed(Stages.rollingCount("fare", TEN, "ts"), rows),
          "fare_count_10s",
          1,
          2,
          3,
          3,
          3,
          1);
    }

    @Test
    void includeTheStandardDeviation() {
      // sums of squares. 2 4: 1 + 1; 2 4 9: mean 5, 9 + 1 + 16; 4 9 1: 98 − 14²/3; 9 1 6:
      // 118 − 16²/3
      assertNumbers(
          processed(Stages.rollingStd("fare", TEN, "ts"), rows),
          "fare_std_10s",
          NONE,
          Math.sqrt(2),
          Math.sqrt(13),
          Math.sqrt((98 - 196 / 3.0) / 2),
          Math.sqrt((118 - 256 / 3.0) / 2),
          NONE);
      assertNumbers(
          processed(Stages.rollingStd("fare", TEN, "ts").ddof(0), at(seconds(0, 1), 4, 8)),
          "fare_std_10s",
          0,
          2);
    }

    @Test
    void mayExcludeTheCurrentRow() {
      // before each row, at its time: nothing; 2; 2 4; 4 9; 9 1; nothing
      Stage stage = Stages.rollingMean("fare", TEN, "ts").excludingCurrentRow();
      assertNumbers(processed(stage, rows), "fare_mean_10s", NONE, 2, 3, 6.5, 5, NONE);
    }

    @Test
    void mayNeedSeveralValues() {
      Stage stage = Stages.rollingMax("fare", TEN, "ts").minRows(3);
      assertNumbers(processed(stage, rows), "fare_max_10s", NONE, NONE, 9, 9, 9, NONE);
      Stage count = Stages.rollingCount("fare", TEN, "ts").minRows(3);
      assertNumbers(processed(count, rows), "fare_count_10s", NONE, NONE, 3, 3, 3, NONE);
    }

    @Test
    void dropTheOldestValueBeyondTheMaximum() {
      // the last two: 2; 2 4; 4 9; 9 1; 1 6; 7
      Stage stage = Stages.rollingMean("fare", TEN, "ts").atMost(2);
      assertNumbers(processed(stage, rows), "fare_mean_10s", 2, 3, 6.5, 5, 3.5, 7);
      Stage before = Stages.rollingMax("fare", TEN, "ts").atMost(2).excludingCurrentRow();
      assertNumbers(processed(before, rows), "fare_max_10s", NONE, 2, 4, 9, 9, NONE);
    }

    @Test
    void areMissingOrInfiniteWhileTheWindowContainsAnInfiniteValue() {
      Chunk infinite = at(seconds(0, 1, 10, 11, 12), 1, INFINITE, 3, 5, 7);
      assertNumbers(
          processed(Stages.rollingStd("fare", TEN, "ts"), infinite),
          "fare_std_10s",
          NONE,
          NONE,
          NONE,
          Math.sqrt(2), // of 3 and 5
          2); // of 3, 5 and 7
      Chunk means = processed(Stages.rollingMean("fare", TEN, "ts"), infinite);
      assertThat(means.vector("fare_mean_10s").number(2)).isEqualTo(INFINITE);
      assertThat(means.vector("fare_mean_10s").number(3)).isEqualTo(4);
    }
  }

  @Nested
  class Missing {

    @Test
    void valuesAdvanceTheClock() {
      // 2; 2; at 10 the 2 has left; 5
      Chunk rows = at(seconds(0, 9, 10, 11), 2, NONE, NONE, 5);
      assertNumbers(
          processed(Stages.rollingMean("fare", TEN, "ts"), rows), "fare_mean_10s", 2, 2, NONE, 5);
      assertNumbers(
          processed(Stages.rollingCount("fare", TEN, "ts"), rows), "fare_count_10s", 1, 1, 0, 1);
    }

    @Test
    void timesExcludeARowFromTheWindow() {
      Chunk rows = at(seconds(0, NEVER, 1, NEVER), 2, 100, 4, NONE);
      assertNumbers(
          processed(Stages.rollingMean("fare", TEN, "ts"), rows),
          "fare_mean_10s",
          2,
          NONE,
          3,
          NONE);
      assertNumbers(
          processed(Stages.rollingCount("fare", TEN, "ts"), rows),
          "fare_count_10s",
          1,
          NONE,
          2,
          NONE);
    }
  }

  @Nested
  class LateRows {

    @Test
    void countAtTheNewestTime() {
      // 1 at 20; 3, late by 15, counts at 20: 1 3; at 29 both are included; at 30 both have left
      Chunk rows = at(seconds(20, 5, 29, 30), 1, 3, 5, 7);
      assertNumbers(
          processed(Stages.rollingMean("fare", TEN, "ts"), rows), "fare_mean_10s", 1, 2, 3, 6);
    }

    @Test
    void areDeterminedSeparatelyForEachKey() {
      Schema schema =
          Schema.of(
              ColumnSpec.text("vendor"), ColumnSpec.longInteger("ms"), ColumnSpec.real("fare"));
      Chunk rows =
          Chunk.of(
              0,
              schema,
              5,
              StringVector.of("a", "b", "b", "a", "b"),
              LongVector.of(90_000, 1_000, 10_999, 95_000, 11_000),
              DoubleVector.of(1, 2, 4, 5, 6));
      // a: 1; 1 5. b, with its own clock: 2; 2 4; 4 6
      Stage stage = Stages.rollingMean("fare", TEN, "ms").per("vendor");
      assertNumbers(processed(stage, rows), "fare_mean_10s_by_vendor", 1, 2, 3, 3, 5);
    }
  }

  @Test
  void takesADateAsTheStartOfTheDay() {
    Schema schema = Schema.of(ColumnSpec.date("day"), ColumnSpec.integer("riders"));
    Chunk rows =
        Chunk.of(
            0,
            schema,
            4,
            IntVector.wrap(ValueType.DATE, new int[] {10, 11, 11, 13}, 4),
            IntVector.of(1, 2, 3, 4));
    // two days: 10 11 / 12 13; 36 h include one earlier start of a day, 12 h none
    Stage two = Stages.rollingMax("riders", Duration.ofDays(2), "day");
    assertNumbers(processed(two, rows), "riders_max_2d", 1, 2, 3, 4);
    assertNumbers(
        processed(Stages.rollingCount("riders", Duration.ofHours(36), "day"), rows),
        "riders_count_36h",
        1,
        2,
        3,
        1);
    assertNumbers(
        processed(Stages.rollingCount("riders", Duration.ofHours(12), "day"), rows),
        "riders_count_12h",
        1,
        1,
        2,
        1);
  }

  @Test
  void acceptsTimesThatAreFarApart() {
    Schema schema = Schema.of(ColumnSpec.longInteger("ms"), ColumnSpec.real("fare"));
    long far = Long.MAX_VALUE;
    Chunk rows =
        Chunk.of(0, schema, 3, LongVector.of(-far, far - 1, far), DoubleVector.of(1, 2, 4));
    Stage stage = Stages.rollingMean("fare", Duration.ofMillis(2), "ms");
    assertNumbers(processed(stage, rows), "fare_mean_2ms", 1, 2, 3);
  }

  @Test
  void evictsTheLeastRecentlySeenKey() {
    Schema schema =
        Schema.of(ColumnSpec.text("vendor"), ColumnSpec.dateTime("ts"), ColumnSpec.real("fare"));
    Chunk rows =
        Chunk.of(
            0,
            schema,
            5,
            StringVector.of("a", "b", "c", "b", "a"),
            LongVector.wrap(ValueType.DATE_TIME, new long[] {5, 1, 1, 2, 3}, 5),
            DoubleVector.of(1, 2, 4, 8, 16));
    Stage stage = Stages.rollingCount("fare", TEN, "ts").per("vendor").keys(KeyLimit.atMost(2));
    StageRun run = stage.open(schema);
    assertNumbers(run.process(rows), "fare_count_10s_by_vendor", 1, 1, 1, 2, 1);
    assertThat(((KeyedRun) run).keyCount()).isEqualTo(2);
    assertThat(((KeyedRun) run).evictedKeys()).isEqualTo(2);
  }

  @Test
  void isContextThatApplyAdvances() {
    StageRun run = Stages.rollingMean("fare", TEN, "ts").open(at(seconds()).schema());
    run.process(at(seconds(0), 2));
    assertNumbers(run.apply(at(seconds(5, 11), 4, 8)), "fare_mean_10s", 3, 6);
    run.clearContext();
    assertNumbers(run.apply(at(seconds(1), 5)), "fare_mean_10s", 5);
  }

  @Test
  void hasADefaultNameWithItsStatisticAndSpan() {
    RollingOverTime stage = Stages.rollingMean("fare", Duration.ofMinutes(5), "ts");
    assertThat(stage.name()).isEqualTo("rollingMean(fare,5m,ts)");
    assertThat(stage.per("vendor").name()).isEqualTo("rollingMean(fare,5m,ts,by vendor)");
    assertThat(stage.per("vendor").named("x").as("y").name()).isEqualTo("x");
    assertThat(Stages.rollingStd("fare", Duration.ofMillis(1_500), "ts").output())
        .isEqualTo("fare_std_1500ms");
    assertThat(stage.span()).isEqualTo(Duration.ofMinutes(5));
    assertThat(Stages.rollingMin("fare", Duration.ofNanos(7_000), "ts").span())
        .isEqualTo(Duration.ofNanos(7_000));
  }

  @Test
  void alwaysDependsOnTheTimeOfItsOwnRow() {
    Schema schema = at(seconds()).schema();
    RollingOverTime stage = Stages.rollingMean("fare", TEN, "ts").as("m");
    assertThat(stage.lineage(schema).sameRowInputs("m")).containsExactly("ts", "fare");
    assertThat(stage.excludingCurrentRow().lineage(schema).sameRowInputs("m"))
        .containsExactly("ts");
  }

  @Nested
  class Refuses {

    @Test
    void invalidSpans() {
      for (Duration span :
          List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(1_000_001))) {
        assertThatThrownBy(() -> Stages.rollingMean("fare", span, "ts"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("from 1 microsecond to a million days");
      }
      assertThatThrownBy(() -> Stages.rollingMean("fare", Duration.ofNanos(1_001), "ts"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("whole microseconds");
    }

    @Test
    void contradictoryBounds() {
      RollingOverTime stage = Stages.rollingMean("fare", TEN, "ts");
      assertThatThrownBy(() -> stage.atMost(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> stage.atMost(5).minRows(6))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 1 to the window's 5 rows at most, not 6");
      assertThatThrownBy(() -> stage.ddof(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void columnsThatAreNotTimes() {
      Schema schema = Schema.of(ColumnSpec.real("fare"), ColumnSpec.text("when"));
      assertThatThrownBy(() -> Stages.rollingMean("fare", TEN, "when").open(schema))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("column 'when' is STRING")
          .hasMessageContaining("LONG of milliseconds");
    }

    @Test
    void invalidSavedWindows() {
      Stage stage = Stages.rollingMean("fare", TEN, "ts").atMost(2);
      assertThatThrownBy(() -> load(stage, 5, 0, new long[] {3, 2}, 1, 1))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("times that decrease");
      assertThatThrownBy(() -> load(stage, 5, 0, new long[] {1, 2, 3}, 1, 1, 1))
          .hasMessageContaining("3 values, more than the maximum of 2");
      assertThatThrownBy(() -> load(stage, 5, 0, new long[] {6}, 1))
          .hasMessageContaining("a time after its clock");
      assertThatThrownBy(() -> load(stage, 5, 2, new long[] {5}, 1))
          .hasMessageContaining("outside");
      assertThatThrownBy(() -> load(stage, 5, 0, new long[] {5}, NONE))
          .hasMessageContaining("a missing value");
    }

    private void load(Stage stage, long clock, int split, long[] times, double... values) {
      StateWriter out = new StateWriter().writeVersion(1).writeLong(clock).writeInt(split);
      out.writeLongs(times).writeDoubles(values);
      stage.open(at(seconds()).schema()).load(new StateReader(out.toBytes()));
    }
  }

  // ---- compared with a separate computation of each window

  private static final String[] KEYS = {"a", "b", ""};

  /** Returns rows mostly in time order, with long pauses, repeated times, late rows and gaps. */
  private static Chunk trips(long seed, int rows) {
    Random random = new Random(seed);
    String[] keys = new String[rows];
    long[] times = new long[rows];
    double[] fares = new double[rows];
    long clock = -50_000_000;
    for (int i = 0; i < rows; i++) {
      int kind = random.nextInt(40);
      clock += kind == 0 ? 60_000_000 : kind < 8 ? 0 : random.nextInt(2_000_000);
      long delay = random.nextInt(10) == 0 ? random.nextInt(20_000_000) : 0;
      keys[i] = KEYS[random.nextInt(KEYS.length)];
      times[i] = random.nextInt(12) == 0 ? NEVER : clock - delay;
      fares[i] = random.nextInt(6) == 0 ? NONE : random.nextInt(2_000) / 8.0 - 100;
    }
    return Chunk.of(
        0,
        Schema.of(ColumnSpec.text("key"), ColumnSpec.dateTime("ts"), ColumnSpec.real("fare")),
        rows,
        StringVector.of(keys),
        LongVector.wrap(ValueType.DATE_TIME, times, rows),
        DoubleVector.of(fares));
  }

  private record Entry(long time, double value) {}

  private static double[] expected(Statistic statistic, Chunk rows, boolean keyed, int maxRows) {
    Map<String, List<Entry>> windows = new LinkedHashMap<>();
    Map<String, Long> clocks = new LinkedHashMap<>();
    double[] expected = new double[rows.rowCount()];
    for (int i = 0; i < expected.length; i++) {
      long time = ((LongVector) rows.vector("ts")).get(i);
      double value = rows.vector("fare").number(i);
      expected[i] = NONE;
      if (time != NEVER) {
        String key = keyed ? rows.vector("key").text(i) : "";
        List<Entry> window = windows.computeIfAbsent(key, k -> new ArrayList<>());
        long clock = clocks.merge(key, time, Math::max);
        window.removeIf(entry -> entry.time() <= clock - 10_000_000);
        if (!Double.isNaN(value)) {
          window.add(new Entry(clock, value));
        }
        if (window.size() > maxRows) {
          window.remove(0);
        }
        expected[i] = of(statistic, window.stream().mapToDouble(Entry::value).toArray());
      }
    }
    return expected;
  }

  private static double of(Statistic statistic, double[] window) {
    double mean = Arrays.stream(window).average().orElse(NONE);
    double squares = Arrays.stream(window).map(v -> (v - mean) * (v - mean)).sum();
    return switch (statistic) {
      case MEAN -> mean;
      case STD -> window.length < 2 ? NONE : Math.sqrt(squares / (window.length - 1));
      case MIN -> Arrays.stream(window).min().orElse(NONE);
      case MAX -> Arrays.stream(window).max().orElse(NONE);
      case COUNT -> window.length;
    };
  }

  private static RollingOverTime of(Statistic statistic) {
    return switch (statistic) {
      case MEAN -> Stages.rollingMean("fare", TEN, "ts");
      case STD -> Stages.rollingStd("fare", TEN, "ts");
      case MIN -> Stages.rollingMin("fare", TEN, "ts");
      case MAX -> Stages.rollingMax("fare", TEN, "ts");
      case COUNT -> Stages.rollingCount("fare", TEN, "ts");
    };
  }

  @Property(tries = 100)
  void equalsASeparateComputationOfEachWindow(@ForAll long seed, @ForAll Statistic statistic) {
    Chunk rows = trips(seed, 300);
    RollingOverTime stage = of(statistic).as("m");
    assertNumbers(processed(stage, rows), "m", expected(statistic, rows, false, 1_000));
    assertNumbers(processed(stage.per("key"), rows), "m", expected(statistic, rows, true, 1_000));
    assertNumbers(processed(stage.atMost(5), rows), "m", expected(statistic, rows, false, 5));
  }

  @ParameterizedTest
  @EnumSource(Statistic.class)
  void keepsTheContractOfAStage(Statistic statistic) {
    RollingOverTime stage = of(statistic);
    for (RollingOverTime other :
        List.of(
            stage,
            stage.per("key"),
            stage.per("key").keys(KeyLimit.atMost(2)).excludingCurrentRow(),
            stage.atMost(4).minRows(2))) {
      StageContract.of(other).on(trips(5, 400)).seed(3).check();
      StageContract.of(other).on(trips(6, 90)).seed(4).check();
    }
  }

  /** A large attempt makes the window copy the values of the mark; a small one does not. */
  @Test
  void rollbackUndoesAttemptsOfAnyLength() {
    Chunk rows = trips(9, 4_000);
    for (Statistic statistic : Statistic.values()) {
      for (Stage stage : List.of(of(statistic), of(statistic).per("key"))) {
        StageRun run = stage.open(rows.schema());
        run.process(rows.slice(0, 500));
        StateWriter before = new StateWriter();
        run.save(before);
        run.mark();
        for (int length : new int[] {3_500, 1, 700, 40}) {
          Chunk attempted = rows.slice(500, 500 + length);
          List<String> once = texts(run.process(attempted));
          run.rollback();
          StateWriter after = new StateWriter();
          run.save(after);
          assertThat(after.toBytes()).isEqualTo(before.toBytes());
          assertThat(texts(run.process(attempted))).isEqualTo(once);
          run.rollback();
        }
      }
    }
  }

  @Test
  void rollbackRemovesTheWindowsOfNewKeys() {
    int count = 20_000;
    long[] times = new long[count];
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      times[i] = i;
      keys[i] = i;
    }
    Schema schema = Schema.of(ColumnSpec.longInteger("id"), ColumnSpec.longInteger("ms"));
    Chunk rows = Chunk.of(0, schema, count, LongVector.of(keys), LongVector.of(times));
    StageRun run = Stages.rollingMean("ms", TEN, "ms").per("id").open(schema);
    run.process(rows.slice(0, 100));
    run.mark();
    run.process(rows.slice(50, 150));
    long large = 0;
    for (int attempt = 0; attempt < 2; attempt++) {
      run.process(rows);
      large = run.retainedBytes();
      run.rollback();
      assertThat(((KeyedRun) run).keyCount()).isEqualTo(100);
    }
    assertThat(run.retainedBytes()).isLessThan(large / 2);
    assertNumbers(run.process(rows.slice(98, 101)), "ms_mean_10s_by_id", 98, 99, 100);
  }

  private static List<String> texts(Chunk chunk) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < chunk.rowCount(); i++) {
      texts.add(chunk.vector(chunk.schema().size() - 1).text(i));
    }
    return texts;
  }

  @Test
  void doesNotAccumulateRoundingErrors() {
    // 1e9 + 1, + 2, + 3 in each window of three rows, after values that would distort a running sum
    int rows = 30_000;
    long[] times = new long[rows];
    double[] fares = new double[rows];
    for (int i = 0; i < rows; i++) {
      times[i] = 4L * i;
      fares[i] = i < rows / 2 ? 1e15 * Math.sin(i) : 1e9 + 1 + i % 3;
    }
    Chunk deviations = processed(Stages.rollingStd("fare", TEN, "ts"), at(times, fares));
    assertThat(deviations.vector("fare_std_10s").number(rows - 1)).isCloseTo(1, within(1e-9));
    Chunk means = processed(Stages.rollingMean("fare", TEN, "ts"), at(times, fares));
    assertThat(means.vector("fare_mean_10s").number(rows - 1)).isCloseTo(1e9 + 2, within(1e-6));
  }

  @Test
  void longRunsAfterOneMarkKeepOnlyTheirWindow() {
    StageRun run = Stages.rollingMean("fare", TEN, "ts").open(at(seconds()).schema());
    run.process(at(seconds(0, 1, 2), 1, 2, 3));
    run.mark();
    long[] times = new long[1_000];
    for (int n = 0; n < 50; n++) {
      for (int i = 0; i < times.length; i++) {
        times[i] = n * 1_000L + i;
      }
      run.apply(at(times, new double[times.length]));
    }
    long buffers = 2 * 8_016; // the output is retained, the input is not
    assertThat(run.retainedBytes()).isLessThan(buffers + 12_000);
    run.rollback();
    assertNumbers(run.apply(at(seconds(3), 6)), "fare_mean_10s", 3);
  }
}
