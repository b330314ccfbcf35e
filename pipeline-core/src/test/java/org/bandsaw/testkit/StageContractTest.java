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

/** The contract must catch what it is there to catch: each fault is planted once. */
class StageContractTest {

  private enum Fault {
    NONE,
    USES_THE_CHUNK,
    FORGETS_TO_ROLL_BACK,
    FORGETS_TO_SAVE,
    LEARNS_IN_APPLY,
    WRITES_TO_ITS_INPUT,
    HAS_ANOTHER_ROW_KERNEL,
    LOSES_ROWS_UNSAID
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
    private double marked;

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
        sum += finite(fares[i]);
        sums[i] = sum;
      }
      if (fault == Fault.USES_THE_CHUNK && sums.length > 0) {
        sums[0] = sum;
      }
      if (fault == Fault.WRITES_TO_ITS_INPUT && sums.length > 0) {
        fares[0] = 1;
      }
      Chunk made =
          chunk.withColumns(
              List.of(ColumnSpec.real("sum")), List.of(DoubleVector.wrap(sums, sums.length)));
      return fault == Fault.LOSES_ROWS_UNSAID ? withoutMissing(made) : made;
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

    private static double finite(double value) {
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
      double wrong = fault == Fault.HAS_ANOTHER_ROW_KERNEL ? 1e-9 : 0;
      return row -> {
        row.numbers()[slot] = sum + wrong;
        return true;
      };
    }

    @Override
    public void mark() {
      marked = sum;
    }

    @Override
    public void rollback() {
      sum = fault == Fault.FORGETS_TO_ROLL_BACK ? sum : marked;
    }

    @Override
    public void clearContext() {}

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeDouble(fault == Fault.FORGETS_TO_SAVE ? 0 : sum);
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
    APPLIES_THE_MEAN_OF_THE_CHUNK("applied in chunks of 1"),
    FORGETS_TO_SAVE("saved, loaded and applied"),
    SAVES_MORE_THAN_IT_LOADS("does not read all that it saved"),
    LEARNS_IN_APPLY("applied in chunks of 1"),
    KEEPS_COUNT_IN_APPLY("after apply, saved state"),
    FITS_OTHERWISE_EACH_TIME("fitted again to the same rows"),
    FORGETS_TO_ROLL_BACK("after a fit that was rolled back"),
    NAMES_A_COLUMN_TOO_LATE("did not name before the fit"),
    SAYS_OTHER_COLUMNS("what output() says"),
    WRITES_TO_ITS_INPUT("writes to the chunk that comes in"),
    HAS_ANOTHER_ROW_KERNEL("row kernel against apply"),
    LOSES_ROWS_UNSAID("a stage that loses rows says so"),
    ORDERS_A_ROW_TWICE("or does so twice"),
    ORDERS_TOO_FEW_ROWS("number of rows in its order");

    private final String found;

    FitFault(String found) {
      this.found = found;
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
    private double marked;

    MeanRun(FitFault fault, Schema input) {
      this.fault = fault;
      this.input = input;
    }

    @Override
    public Schema output() {
      boolean silent = fault == FitFault.NAMES_A_COLUMN_TOO_LATE && !fitted;
      return silent || fault == FitFault.SAYS_OTHER_COLUMNS ? input : input.with(MEAN);
    }

    private static double mean(Chunk chunk) {
      double[] fares = chunk.doubles("fare").array();
      double sum = 0;
      for (double fare : fares) {
        sum += Run.finite(fare);
      }
      return sum / fares.length;
    }

    @Override
    public Chunk process(Chunk chunk) {
      mean = mean(chunk) + (fault == FitFault.FITS_OTHERWISE_EACH_TIME ? ++Mean.fits : 0);
      fitted = true;
      if (fault == FitFault.WRITES_TO_ITS_INPUT) {
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
      Chunk made = with(mean, chunk);
      if (fault == FitFault.LEARNS_IN_APPLY) {
        mean = mean(chunk);
      }
      if (fault == FitFault.KEEPS_COUNT_IN_APPLY) {
        mean += chunk.rowCount();
      }
      return fault == FitFault.LOSES_ROWS_UNSAID ? Run.withoutMissing(made) : made;
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      layout.advance(layout.schema().with(MEAN));
      int slot = layout.slot(MEAN.name());
      double wrong = fault == FitFault.HAS_ANOTHER_ROW_KERNEL ? 1e-9 : 0;
      return row -> {
        row.numbers()[slot] = mean + wrong;
        return true;
      };
    }

    @Override
    public void mark() {
      marked = mean;
    }

    @Override
    public void rollback() {
      mean = fault == FitFault.FORGETS_TO_ROLL_BACK ? mean : marked;
    }

    @Override
    public void clearContext() {}

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeDouble(fault == FitFault.FORGETS_TO_SAVE ? 0 : mean);
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

  /** A stage that holds an array in each run, and says that it holds another. */
  private record UnderreportingStage(int actualBytes, int reportedBytes) implements Stage {
    @Override
    public String name() {
      return "hoarder";
    }

    @Override
    public StageRun open(Schema input) {
      byte[] hoard = new byte[actualBytes];
      return new StatelessRun() {
        @Override
        public Schema output() {
          return input;
        }

        @Override
        public Chunk transform(Chunk chunk) {
          hoard[0]++;
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
  void catchesAStageThatRetainsMoreOrLessThanItSays() {
    StageContract.of(new UnderreportingStage(50_000, 50_000)).on(rows(60)).check();
    StageContract.of(new UnderreportingStage(50_000, 45_000)).on(rows(60)).checkRetainedBytes();

    assertThatThrownBy(
            () -> StageContract.of(new UnderreportingStage(50_000, 20_000)).on(rows(60)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stage 'hoarder' says that it retains 20000 bytes, but the heap");
    assertThatThrownBy(
            () -> StageContract.of(new UnderreportingStage(50_000, 80_000)).on(rows(60)).check())
        .hasMessageContaining("says that it retains 80000 bytes");
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void catchesAStageThat(Fault fault) {
    assertThatThrownBy(() -> StageContract.of(new Sum(fault)).on(rows(60)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stage 'sum with fault " + fault + "'");
  }

  @ParameterizedTest
  @EnumSource(value = FitFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void catchesAStageForABatchThat(FitFault fault) {
    assertThatThrownBy(() -> StageContract.of(new Mean(fault)).on(rows(60)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stage 'mean with fault " + fault + "'")
        .hasMessageContaining(fault.found);
  }

  @Test
  void passesAStageForABatchWithoutAFault() {
    assertThatCode(() -> StageContract.of(new Mean(FitFault.NONE)).on(rows(60)).check())
        .doesNotThrowAnyException();
    assertThatCode(() -> StageContract.of(new Mean(FitFault.NONE)).on(rows(1)).check())
        .doesNotThrowAnyException();
  }

  @Test
  void passesTheSameStageWithoutAFault() {
    assertThatCode(() -> StageContract.of(new Sum(Fault.NONE)).on(rows(60)).check())
        .doesNotThrowAnyException();
  }

  @Test
  void takesTheRowsOfATable() {
    Table table = Table.create("trips", DoubleColumn.create("fare", 1, 2, 3, 4, 5, 6, 7, 8));
    assertThatCode(() -> StageContract.of(new Sum(Fault.NONE)).on(table).check())
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> StageContract.of(new Sum(Fault.USES_THE_CHUNK)).on(table).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("in chunks of 1");
  }

  @Test
  void needsRows() {
    StageContract without = StageContract.of(new Sum(Fault.NONE));
    assertThatThrownBy(without::check).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> without.on(rows(0))).isInstanceOf(IllegalArgumentException.class);
  }
}
