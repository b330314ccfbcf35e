package org.bandsaw.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** Each fault of a stage must fail the contract. */
class StageContractTest {

  private enum Fault {
    NONE,
    DEPENDS_ON_THE_CHUNK,
    DOES_NOT_ROLL_BACK,
    DOES_NOT_SAVE,
    LEARNS_IN_APPLY,
    MODIFIES_ITS_INPUT,
    HAS_ANOTHER_ROW_KERNEL,
    REMOVES_ROWS
  }

  /** Adds the sum of all fares so far; missing ones count as 0. */
  private record Sum(Fault fault) implements Stage {

    @Override
    public String name() {
      return "sum with fault " + fault;
    }

    @Override
    public StageRun open(Schema input) {
      return new Run(fault, input);
    }
  }

  private static final class Run implements RowStageRun {

    private final Fault fault;
    private final Schema input;
    private double sum;
    private double markedSum;

    Run(Fault fault, Schema input) {
      this.fault = fault;
      this.input = input;
    }

    @Override
    public Schema output() {
      return input.with(ColumnSpec.real("sum"));
    }

    @Override
    public Chunk process(Chunk chunk) {
      double[] fares = chunk.doubles("fare").array();
      double[] sums = new double[chunk.rowCount()];
      for (int i = 0; i < sums.length; i++) {
        sum += finiteOrZero(fares[i]);
        sums[i] = sum;
      }
      if (fault == Fault.DEPENDS_ON_THE_CHUNK && sums.length > 0) {
        sums[0] = sum;
      }
      if (fault == Fault.MODIFIES_ITS_INPUT && sums.length > 0) {
        fares[0] = 1;
      }
      Chunk output =
          chunk.withColumns(
              List.of(ColumnSpec.real("sum")), List.of(DoubleVector.wrap(sums, sums.length)));
      return fault == Fault.REMOVES_ROWS ? withoutMissing(output) : output;
    }

    private static Chunk withoutMissing(Chunk chunk) {
      int[] kept = new int[chunk.rowCount()];
      int count = 0;
      for (int i = 0; i < kept.length; i++) {
        if (!chunk.doubles("fare").isMissing(i)) {
          kept[count++] = i;
        }
      }
      return chunk.selectRows(kept, count);
    }

    private static double finiteOrZero(double value) {
      return Double.isFinite(value) ? value : 0;
    }

    @Override
    public Chunk apply(Chunk chunk) {
      double[] sums = new double[chunk.rowCount()];
      Arrays.fill(sums, sum);
      if (fault == Fault.LEARNS_IN_APPLY) {
        process(chunk);
      }
      return chunk.withColumns(
          List.of(ColumnSpec.real("sum")), List.of(DoubleVector.wrap(sums, sums.length)));
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      layout.advance(layout.schema().with(ColumnSpec.real("sum")));
      int slot = layout.slot("sum");
      double error = fault == Fault.HAS_ANOTHER_ROW_KERNEL ? 1e-9 : 0;
      return row -> {
        row.numbers()[slot] = sum + error;
        return true;
      };
    }

    @Override
    public void mark() {
      markedSum = sum;
    }

    @Override
    public void rollback() {
      sum = fault == Fault.DOES_NOT_ROLL_BACK ? sum : markedSum;
    }

    @Override
    public void clearContext() {}

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeDouble(fault == Fault.DOES_NOT_SAVE ? 0 : sum);
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(1);
      sum = in.readDouble();
    }

    @Override
    public long retainedBytes() {
      return 0;
    }
  }

  private enum FitFault {
    NONE(""),
    APPLIES_THE_MEAN_OF_THE_CHUNK("differs when applied in chunks of 1"),
    DOES_NOT_SAVE("differs when applied after loading"),
    SAVES_MORE_THAN_IT_LOADS("does not read all of its saved state"),
    LEARNS_IN_APPLY("differs when applied in chunks of 1"),
    COUNTS_ROWS_IN_APPLY("differs after apply, saved state"),
    DEPENDS_ON_THE_FITS_BEFORE("differs after another fit to the same rows, saved state"),
    DOES_NOT_ROLL_BACK("differs after the rollback of a fit"),
    DECLARES_A_COLUMN_AFTER_THE_FIT("that output() did not declare before the fit"),
    DECLARES_OTHER_COLUMNS("differs in the schema of output()"),
    MODIFIES_ITS_INPUT("differs in its input, which must not be modified"),
    HAS_ANOTHER_ROW_KERNEL("differs between row kernel and apply"),
    REMOVES_ROWS("a stage that removes rows must return true from isFilter()"),
    ORDERS_A_ROW_TWICE("which is out of range or contained twice"),
    ORDERS_TOO_FEW_ROWS("differs in the number of rows of its order");

    private final String message;

    FitFault(String message) {
      this.message = message;
    }
  }

  /** Adds the mean fare of all training rows. */
  private record Mean(FitFault fault) implements BatchOnlyStage {

    private static int fits;

    @Override
    public String name() {
      return "mean with fault " + fault;
    }

    @Override
    public StageRun open(Schema input) {
      return new MeanRun(fault, input);
    }

    @Override
    public int[] order(Chunk rows) {
      int[] order = new int[rows.rowCount() - (fault == FitFault.ORDERS_TOO_FEW_ROWS ? 1 : 0)];
      for (int i = 0; i < order.length; i++) {
        order[i] = order.length - 1 - i;
      }
      if (fault == FitFault.ORDERS_A_ROW_TWICE) {
        order[0] = 0;
      }
      return order;
    }
  }

  private static final class MeanRun implements RowStageRun {

    private static final ColumnSpec MEAN = ColumnSpec.real("mean");

    private final FitFault fault;
    private final Schema input;
    private boolean fitted;
    private double mean;
    private double markedMean;

    MeanRun(FitFault fault, Schema input) {
      this.fault = fault;
      this.input = input;
    }

    @Override
    public Schema output() {
      boolean isUndeclared = fault == FitFault.DECLARES_A_COLUMN_AFTER_THE_FIT && !fitted;
      return isUndeclared || fault == FitFault.DECLARES_OTHER_COLUMNS ? input : input.with(MEAN);
    }

    private static double mean(Chunk chunk) {
      double[] fares = chunk.doubles("fare").array();
      double sum = 0;
      for (double fare : fares) {
        sum += Run.finiteOrZero(fare);
      }
      return sum / fares.length;
    }

    @Override
    public Chunk process(Chunk chunk) {
      mean = mean(chunk) + (fault == FitFault.DEPENDS_ON_THE_FITS_BEFORE ? ++Mean.fits : 0);
      fitted = true;
      if (fault == FitFault.MODIFIES_ITS_INPUT) {
        chunk.doubles("fare").array()[0] = mean;
      }
      return with(mean, chunk);
    }

    private static Chunk with(double value, Chunk chunk) {
      double[] means = new double[chunk.rowCount()];
      Arrays.fill(means, value);
      return chunk.withColumns(List.of(MEAN), List.of(DoubleVector.of(means)));
    }

    @Override
    public Chunk apply(Chunk chunk) {
      if (fault == FitFault.APPLIES_THE_MEAN_OF_THE_CHUNK) {
        return with(mean(chunk), chunk);
      }
      Chunk output = with(mean, chunk);
      if (fault == FitFault.LEARNS_IN_APPLY) {
        mean = mean(chunk);
      }
      if (fault == FitFault.COUNTS_ROWS_IN_APPLY) {
        mean += chunk.rowCount();
      }
      return fault == FitFault.REMOVES_ROWS ? Run.withoutMissing(output) : output;
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      layout.advance(layout.schema().with(MEAN));
      int slot = layout.slot(MEAN.name());
      double error = fault == FitFault.HAS_ANOTHER_ROW_KERNEL ? 1e-9 : 0;
      return row -> {
        row.numbers()[slot] = mean + error;
        return true;
      };
    }

    @Override
    public void mark() {
      markedMean = mean;
    }

    @Override
    public void rollback() {
      mean = fault == FitFault.DOES_NOT_ROLL_BACK ? mean : markedMean;
    }

    @Override
    public void clearContext() {}

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeDouble(fault == FitFault.DOES_NOT_SAVE ? 0 : mean);
      if (fault == FitFault.SAVES_MORE_THAN_IT_LOADS) {
        out.writeInt(0);
      }
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(1);
      mean = in.readDouble();
    }

    @Override
    public long retainedBytes() {
      return 0;
    }
  }

  private static Chunk rows(int count) {
    double[] fares = new double[count];
    for (int i = 0; i < count; i++) {
      fares[i] = i % 7 == 3 ? Double.NaN : i * 1.5 - 20;
    }
    return Chunk.of(0, Schema.of(ColumnSpec.real("fare")), count, DoubleVector.of(fares));
  }

  /** A stage whose runs hold an array of one size and report another. */
  private record MisreportingStage(int actualBytes, int reportedBytes) implements Stage {
    @Override
    public String name() {
      return "array";
    }

    @Override
    public StageRun open(Schema input) {
      byte[] array = new byte[actualBytes];
      return new StatelessRun() {
        @Override
        public Schema output() {
          return input;
        }

        @Override
        public Chunk transform(Chunk chunk) {
          array[0]++;
          return chunk;
        }

        @Override
        public long retainedBytes() {
          return reportedBytes;
        }
      };
    }
  }

  @Test
  void failsForAStageThatRetainsMoreOrLessThanItReports() {
    StageContract.of(new MisreportingStage(50_000, 50_000)).on(rows(60)).check();
    StageContract.of(new MisreportingStage(50_000, 45_000)).on(rows(60)).checkRetainedBytes();

    assertThatThrownBy(
            () -> StageContract.of(new MisreportingStage(50_000, 20_000)).on(rows(60)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stage 'array' reports 20000 retained bytes, but the heap");
    assertThatThrownBy(
            () -> StageContract.of(new MisreportingStage(50_000, 80_000)).on(rows(60)).check())
        .hasMessageContaining("reports 80000 retained bytes");
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void failsForAStageThat(Fault fault) {
    assertThatThrownBy(() -> StageContract.of(new Sum(fault)).on(rows(60)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stage 'sum with fault " + fault + "'");
  }

  @ParameterizedTest
  @EnumSource(value = FitFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void failsForABatchOnlyStageThat(FitFault fault) {
    assertThatThrownBy(() -> StageContract.of(new Mean(fault)).on(rows(60)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stage 'mean with fault " + fault + "'")
        .hasMessageContaining(fault.message);
  }

  @Test
  void passesForABatchOnlyStageWithoutAFault() {
    assertThatCode(() -> StageContract.of(new Mean(FitFault.NONE)).on(rows(60)).check())
        .doesNotThrowAnyException();
    assertThatCode(() -> StageContract.of(new Mean(FitFault.NONE)).on(rows(1)).check())
        .doesNotThrowAnyException();
  }

  @Test
  void passesForTheStageWithoutAFault() {
    assertThatCode(() -> StageContract.of(new Sum(Fault.NONE)).on(rows(60)).check())
        .doesNotThrowAnyException();
  }

  @Test
  void acceptsTheRowsOfATable() {
    Table table = Table.create("trips", DoubleColumn.create("fare", 1, 2, 3, 4, 5, 6, 7, 8));
    assertThatCode(() -> StageContract.of(new Sum(Fault.NONE)).on(table).check())
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> StageContract.of(new Sum(Fault.DEPENDS_ON_THE_CHUNK)).on(table).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("in chunks of 1");
  }

  @Test
  void requiresRows() {
    StageContract without = StageContract.of(new Sum(Fault.NONE));
    assertThatThrownBy(without::check).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> without.on(rows(0))).isInstanceOf(IllegalArgumentException.class);
  }
}
