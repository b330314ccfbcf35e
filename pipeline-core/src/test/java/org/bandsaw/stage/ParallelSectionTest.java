package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.probe.Ticker;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

/** Chunks that pass in slices, the last slice first, against the same stages on one thread. */
class ParallelSectionTest {

  private static final Schema SCHEMA =
      Schema.of(
          ColumnSpec.real("a"),
          ColumnSpec.integer("i"),
          ColumnSpec.longInteger("l"),
          ColumnSpec.bool("f"),
          ColumnSpec.text("s"),
          ColumnSpec.dateTime("t"));

  private static Chunk rows(int from, int to) {
    int count = to - from;
    int[] rows = IntStream.range(from, to).toArray();
    byte[] flags = new byte[count];
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      flags[i] = rows[i] % 5 == 0 ? BooleanVector.MISSING : (byte) (rows[i] % 2);
      texts[i] = rows[i] % 7 == 0 ? "" : " s" + rows[i] % 4;
    }
    return Chunk.of(
        from,
        SCHEMA,
        count,
        DoubleVector.of(IntStream.of(rows).mapToDouble(row -> row / 2.0).toArray()),
        IntVector.of(rows),
        LongVector.of(IntStream.of(rows).mapToLong(row -> 1L << row % 60).toArray()),
        BooleanVector.wrap(flags, count),
        StringVector.of(texts),
        LongVector.wrap(
            ValueType.DATE_TIME,
            IntStream.of(rows).mapToLong(row -> 60_000_000L * row).toArray(),
            count));
  }

  /** Does the last part first, on the caller's thread, and counts. */
  private static final class ReverseOrderWorkers implements Workers {
    private final int threads;
    private final long minParallelNanos;
    private final List<Integer> runs = new ArrayList<>();

    ReverseOrderWorkers(int threads, long leastNanos) {
      this.threads = threads;
      this.minParallelNanos = leastNanos;
    }

    @Override
    public int threads() {
      return threads;
    }

    @Override
    public long minParallelNanos() {
      return minParallelNanos;
    }

    @Override
    public void run(int parts, IntConsumer work) {
      runs.add(parts);
      for (int part = parts - 1; part >= 0; part--) {
        work.accept(part);
      }
    }
  }

  private static StageChain cutting(int threads, Stage... stages) {
    return StageChain.open(
        List.of(stages), SCHEMA, ManualTicker.start(), new ReverseOrderWorkers(threads, 0));
  }

  private static List<String> shown(Chunk chunk) {
    List<String> lines = new ArrayList<>();
    lines.add(chunk.schema().toString());
    lines.add(chunk + ", from " + chunk.firstSourceRow() + ", " + chunk.isContiguous());
    for (int row = 0; row < chunk.rowCount(); row++) {
      StringBuilder line = new StringBuilder().append(chunk.sourceRow(row));
      for (int column = 0; column < chunk.schema().size(); column++) {
        line.append(';').append(chunk.vector(column).text(row));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static final Stage[] EVERY_TYPE = {
    Stages.deriveText("who", row -> row.text("s").strip() + row.sourceRow() % 3),
    Stages.filter("not third", row -> row.sourceRow() % 3 != 0),
    Stages.onAll(Columns.texts(), Stages.cleanText(Columns.EACH)),
    Stages.derive(ColumnSpec.longInteger("wide"), row -> row.number("i") * 3),
    Stages.derive(ColumnSpec.bool("even"), row -> row.number("i") % 2),
    Stages.dateParts("t", DatePart.HOUR, DatePart.MINUTE),
    Stages.clip("a", 1, 9),
    Stages.hashEncode("s", 3),
    Stages.rename("l", "long"),
    Stages.drop("f"),
    Stages.tables("same", table -> table)
  };

  @Test
  void slicesOfEveryTypeAreWhatOneThreadMakesOfTheWhole() {
    for (int threads : new int[] {2, 3, 8, 30}) {
      StageChain alone = StageChain.open(List.of(EVERY_TYPE), SCHEMA, Ticker.system());
      StageChain cut = cutting(threads, EVERY_TYPE);
      for (int from = 0; from < 90; from += 23) {
        ChainResult expected = alone.process(rows(from, from + 23), 1);
        ChainResult found = cut.process(rows(from, from + 23), 1);

        assertThat(shown(found.rows())).isEqualTo(shown(expected.rows()));
        assertThat(found.droppedRows()).isEqualTo(expected.droppedRows());
        assertThat(cut.output()).isEqualTo(alone.output());
      }
    }
  }

  @Test
  void stagesThatRememberStandBetweenSegmentsAndSeeRowsInOrder() {
    Stage[] stages = {
      Stages.derive(ColumnSpec.real("b"), row -> row.number("a") + 1),
      Stages.lag("b", 1),
      Stages.filter("odd", row -> row.sourceRow() % 2 == 1),
      Stages.oneHot("s"),
      Stages.derive(ColumnSpec.real("c"), row -> row.number("b_lag_1") * 2)
    };
    StageChain alone = StageChain.open(List.of(stages), SCHEMA, Ticker.system());
    ReverseOrderWorkers workers = new ReverseOrderWorkers(4, 0);
    StageChain cut = StageChain.open(List.of(stages), SCHEMA, ManualTicker.start(), workers);

    for (int from = 0; from < 60; from += 12) {
      assertThat(shown(cut.process(rows(from, from + 12), 1).rows()))
          .isEqualTo(shown(alone.process(rows(from, from + 12), 1).rows()));
    }
    // three segments in each of five chunks; the third sees the 6 odd rows of 12
    assertThat(workers.runs).hasSize(15).containsOnly(4);
    // b, its lag and c; of odd rows only the categories s1 and s3
    assertThat(cut.output().size()).isEqualTo(SCHEMA.size() + 3 + 2);
  }

  @Test
  void columnsThatNobodyTouchedAreThoseOfTheChunkItself() {
    Stage derive = Stages.derive(ColumnSpec.real("b"), row -> 1);
    Chunk chunk = rows(0, 9);

    Chunk found =
        cutting(3, derive, Stages.rename("a", "x"), Stages.drop("i")).process(chunk, 1).rows();

    for (String column : List.of("l", "f", "s", "t")) {
      assertThat(found.vector(column)).isSameAs(chunk.vector(column));
    }
    assertThat(found.vector("x")).isSameAs(chunk.vector("a"));
  }

  @Test
  void columnsOfAFilterThatLosesRowsInOneSliceOnlyAreMadeAnew() {
    Chunk chunk = rows(0, 9);

    Chunk found =
        cutting(3, Stages.filter("not 8", row -> row.sourceRow() != 8)).process(chunk, 1).rows();

    assertThat(found.rowCount()).isEqualTo(8);
    assertThat(found.vector("s")).isNotSameAs(chunk.vector("s"));
    assertThat(found.strings("s").dictionary()).isSameAs(chunk.strings("s").dictionary());
    assertThat(found.isContiguous()).isFalse();
  }

  @Test
  void theSchemaAndTheDictionaryStaySoThatLaterStagesNeedNotLookAgain() {
    StageChain chain = cutting(3, Stages.deriveText("who", row -> "w" + row.sourceRow() % 4));

    Chunk first = chain.process(rows(0, 12), 1).rows();
    Schema schema = first.schema();
    Dictionary dictionary = first.strings("who").dictionary();
    Chunk second = chain.process(rows(12, 24), 2).rows();

    assertThat(second.schema()).isSameAs(schema);
    assertThat(second.strings("who").dictionary()).isSameAs(dictionary);
    assertThat(dictionary.size()).isEqualTo(5); // four texts and the missing one
  }

  @Test
  void aDictionaryOfTooManyTextsIsForgotten() {
    StageChain chain = cutting(2, Stages.deriveText("who", row -> "w" + row.sourceRow()));
    int most = 0;
    for (int from = 0; from < 100_000; from += 10_000) {
      StringVector who = chain.process(rows(from, from + 10_000), 1).rows().strings("who");
      assertThat(who.get(0)).isEqualTo("w" + from);
      assertThat(who.get(9_999)).isEqualTo("w" + (from + 9_999));
      most = Math.max(most, who.dictionary().size());
    }
    // up to 32 768 before a chunk, and what it adds
    assertThat(most).isBetween(20_000, 32_768 + 10_000);
  }

  @Test
  void afterARollbackNothingIsHeldThatOneThreadWouldNotHold() {
    Stage[] stages = {
      Stages.deriveText("who", row -> "w" + row.sourceRow()), Stages.add("a", "i"),
    };
    StageChain alone = StageChain.open(List.of(stages), SCHEMA, Ticker.system());
    StageChain cut = cutting(4, stages);
    alone.mark();
    cut.mark();
    alone.process(rows(0, 4_000), 1);
    cut.process(rows(0, 4_000), 1);
    assertThat(cut.retainedBytes()).isGreaterThan(alone.retainedBytes());

    alone.rollback();
    cut.rollback();

    assertThat(cut.retainedBytes()).isEqualTo(alone.retainedBytes());
    assertThat(shown(cut.process(rows(0, 50), 1).rows()))
        .isEqualTo(shown(alone.process(rows(0, 50), 1).rows()));
  }

  @Test
  void aChunkIsCutIntoAsManySlicesAsTheWorkOfTheLastOneIsWorth() {
    ManualTicker time = ManualTicker.start();
    ReverseOrderWorkers workers = new ReverseOrderWorkers(8, 1_000);
    Stage slow =
        Stages.filter(
            "slow",
            row -> {
              time.sleep(java.time.Duration.ofNanos(100));
              return true;
            });
    StageChain chain = StageChain.open(List.of(slow), SCHEMA, time, workers);

    chain.process(rows(0, 30), 1); // nothing is known of its rows: on one thread, 3 µs
    assertThat(workers.runs).isEmpty();
    chain.process(rows(0, 30), 2); // 3 µs again
    chain.process(rows(0, 50), 3); // 5 µs
    chain.process(rows(0, 19), 4); // 1.9 µs are not worth a second thread
    chain.process(rows(0, 900), 5); // no more than there are threads

    assertThat(workers.runs).containsExactly(3, 5, 8);
    // of stages that several threads worked on, the time of all of them: 1029 rows of 100 ns
    assertThat(chain.stageNanos()).containsExactly(102_900);
  }

  @Test
  void aChunkOfOneRowOrOfNoneIsNotCut() {
    ReverseOrderWorkers workers = new ReverseOrderWorkers(8, 0);
    Stage derive = Stages.derive(ColumnSpec.real("b"), row -> 1);
    StageChain chain = StageChain.open(List.of(derive), SCHEMA, ManualTicker.start(), workers);

    assertThat(chain.process(rows(3, 4), 1).rows().rowCount()).isEqualTo(1);
    assertThat(chain.process(rows(3, 3), 1).rows().rowCount()).isZero();

    assertThat(workers.runs).isEmpty();
  }

  @Test
  void rowsThatAFilterBeforeTheSegmentLostStayLost() {
    Stage[] stages = {
      Stages.filter("even", row -> row.sourceRow() % 2 == 0),
      Stages.standardScale("a"),
      Stages.filter("not 4", row -> row.sourceRow() != 4),
      Stages.derive(ColumnSpec.real("row"), row -> row.sourceRow())
    };
    Chunk found = cutting(3, stages).process(rows(0, 10), 1).rows();

    Vector row = found.vector("row");
    assertThat(found.rowCount()).isEqualTo(4);
    assertThat(IntStream.range(0, 4).mapToDouble(row::number).toArray())
        .containsExactly(0, 2, 6, 8);
    assertThat(IntStream.range(0, 4).mapToLong(found::sourceRow).toArray())
        .containsExactly(0, 2, 6, 8);
    assertThat(found.firstSourceRow()).isZero();
  }
}
