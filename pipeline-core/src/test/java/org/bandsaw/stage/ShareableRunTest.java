package org.bandsaw.stage;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that share parameters give, bit for bit, what separate runs of a saved state give. */
class ShareableRunTest {

  private static final Chunk TRAINING = TripRows.of(200, 3);
  private static final Chunk ROWS = TripRows.of(300, 4);
  private static final int CHUNK_SIZE = 7;

  static Stream<Stage> stages() {
    return Stream.concat(StagesContractTest.stages(), StagesContractTest.batchOnlyStages())
        .filter(stage -> stage.open(TripRows.SCHEMA) instanceof ShareableRun);
  }

  static Stream<Stage> learningStages() {
    return Stream.of(
        Stages.oneHot("vendor"),
        Stages.ordinalEncode("vendor"),
        Stages.frequencyEncode("vendor"),
        Stages.targetEncode("vendor", "fare"),
        Stages.impute("fare", Impute.RUNNING_MEDIAN),
        Stages.rank("fare"));
  }

  private static ShareableRun trained(Stage stage) {
    StageRun run = stage.open(TripRows.SCHEMA);
    run.process(TRAINING);
    return (ShareableRun) run;
  }

  private static StageRun loaded(Stage stage, String state) {
    StageRun run = stage.open(TripRows.SCHEMA);
    run.load(new StateReader(HexFormat.of().parseHex(state)));
    run.clearContext();
    return run;
  }

  private static String stateOf(StageRun run) {
    StateWriter out = new StateWriter();
    run.save(out);
    return HexFormat.of().formatHex(out.toBytes());
  }

  private static List<String> applied(StageRun run, int from, int to) {
    Chunk made = run.apply(ROWS.slice(from, to));
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < made.rowCount(); i++) {
      StringBuilder text = new StringBuilder().append(made.sourceRow(i));
      for (int c = 0; c < made.schema().size(); c++) {
        Vector vector = made.vector(c);
        text.append(' ').append(made.schema().column(c)).append('=');
        if (vector.type() == ValueType.DOUBLE) {
          text.append(Double.doubleToRawLongBits(vector.number(i)));
        } else {
          text.append(vector.text(i));
        }
      }
      rows.add(text.toString());
    }
    return rows;
  }

  /** The row kernel of a run, applied to a range of rows; empty if there is no kernel. */
  private static List<String> appliedByRow(StageRun run, int from, int to) {
    if (!(run instanceof RowStageRun rowRun)) {
      return List.of();
    }
    RowLayout layout = new RowLayout(TripRows.SCHEMA);
    int[] slots = layout.slots(TripRows.SCHEMA.names());
    RowKernel kernel = rowRun.rowKernel(layout);
    MutableRow row = new MutableRow(layout.size());
    List<String> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      row.clear(ROWS.sourceRow(i));
      for (int c = 0; c < slots.length; c++) {
        row.set(slots[c], ROWS.vector(c), i);
      }
      StringBuilder text = new StringBuilder().append(row.sourceRow());
      text.append(' ').append(kernel.apply(row));
      Schema schema = layout.schema();
      for (int c = 0; c < schema.size(); c++) {
        ValueType type = schema.column(c).type();
        int slot = layout.slot(schema.column(c).name());
        text.append(' ').append(schema.column(c)).append('=');
        if (type == ValueType.DOUBLE) {
          text.append(Double.doubleToRawLongBits(row.number(slot, type)));
        } else {
          text.append(row.text(slot, type));
        }
      }
      rows.add(text.toString());
    }
    return rows;
  }

  @Test
  void coversBuiltInStages() {
    assertThat(stages().map(stage -> stage.name().replaceAll("\\(.*", "")).collect(toSet()))
        .contains(
            "rollingMean",
            "rollingStd",
            "rollingMin",
            "rollingMax",
            "rollingCount",
            "expandingMean",
            "expandingMax",
            "lag",
            "difference",
            "oneHot",
            "hashEncode",
            "frequencyEncode",
            "ordinalEncode",
            "targetEncode",
            "impute",
            "standardScale",
            "derive",
            "dateParts",
            "cleanText",
            "extractNumber",
            "dropMissing",
            "drop",
            "rename",
            "quantileBins",
            "dropCorrelated");
  }

  @ParameterizedTest
  @MethodSource("stages")
  void equalsSeparateRunsWhenTwoAreUsedAlternately(Stage stage) {
    ShareableRun shared = trained(stage);
    String state = stateOf(shared);
    List<StageRun> runs = List.of(shared.withOwnContext(), shared.withOwnContext());
    List<StageRun> separate = List.of(loaded(stage, state), loaded(stage, state));
    for (int from = 0, i = 0; from + CHUNK_SIZE <= ROWS.rowCount(); from += CHUNK_SIZE, i++) {
      int to = from + CHUNK_SIZE;
      assertThat(applied(runs.get(i % 2), from, to))
          .isEqualTo(applied(separate.get(i % 2), from, to));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(appliedByRow(runs.get(i), 100 * i, 200))
          .isEqualTo(appliedByRow(separate.get(i), 100 * i, 200));
      assertThat(runs.get(i).output()).isEqualTo(separate.get(i).output());
      assertThat(stateOf(runs.get(i))).isEqualTo(stateOf(separate.get(i)));
    }
    assertThat(stateOf(shared)).isEqualTo(state);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void equalsSeparateRunsWhenTwoThreadsApply(Stage stage) throws Exception {
    ShareableRun shared = trained(stage);
    String state = stateOf(shared);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<List<String>>> results = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        StageRun run = shared.withOwnContext();
        int from = 50 * i;
        results.add(threads.submit(() -> appliedRepeatedly(run, from)));
      }
      for (int i = 0; i < 2; i++) {
        assertThat(results.get(i).get()).isEqualTo(appliedRepeatedly(loaded(stage, state), 50 * i));
      }
    } finally {
      threads.shutdown();
    }
    assertThat(stateOf(shared)).isEqualTo(state);
  }

  private static List<String> appliedRepeatedly(StageRun run, int from) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.addAll(applied(run, from, ROWS.rowCount()));
      all.addAll(appliedByRow(run, from, ROWS.rowCount()));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("stages")
  void restoresItsOwnContextOnly(Stage stage) {
    ShareableRun shared = trained(stage);
    StageRun run = shared.withOwnContext();
    applied(run, 0, 50);
    run.mark();
    String state = stateOf(run);
    applied(run, 50, 100);
    run.rollback();
    assertThat(stateOf(run)).isEqualTo(state);
    assertThat(run.retainedBytes()).isNotNegative();
  }

  @ParameterizedTest
  @MethodSource("learningStages")
  void refusesToChangeSharedParameters(Stage stage) {
    ShareableRun shared = trained(stage);
    StageRun run = shared.withOwnContext();
    assertThatThrownBy(() -> run.process(ROWS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shares the parameters of another run");
    StateReader state = new StateReader(HexFormat.of().parseHex(stateOf(shared)));
    assertThatThrownBy(() -> run.load(state)).isInstanceOf(IllegalStateException.class);
  }
}
