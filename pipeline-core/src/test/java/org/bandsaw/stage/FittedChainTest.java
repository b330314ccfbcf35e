package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.probe.Ticker;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A chain that is fitted in a batch, stage by stage on the remaining columns, is saved and loaded
 * in a chain that is opened on all columns. It transforms rows alike for any chunk size.
 */
class FittedChainTest {

  private static final Ticker TICKER = Ticker.system();

  private static final Schema SCHEMA =
      Schema.of(
          ColumnSpec.real("height"),
          ColumnSpec.real("weight"),
          ColumnSpec.real("rating"),
          ColumnSpec.real("salary"),
          ColumnSpec.text("team"),
          ColumnSpec.text("college"),
          ColumnSpec.text("zone"));

  /** Weight and salary depend on the height; each row has a college. */
  private static Chunk rows(int count) {
    Random random = new Random(5);
    double[][] numbers = new double[4][count];
    String[][] texts = new String[3][count];
    for (int i = 0; i < count; i++) {
      double height = 2 + random.nextGaussian() / 10;
      numbers[0][i] = random.nextInt(9) == 0 ? Double.NaN : height;
      numbers[1][i] = random.nextInt(9) == 0 ? Double.NaN : 50 * height + random.nextGaussian() / 2;
      numbers[2][i] = random.nextInt(9) == 0 ? Double.NaN : random.nextInt(30);
      numbers[3][i] = height * 7;
      texts[0][i] = random.nextInt(9) == 0 ? "" : "t" + random.nextInt(4);
      texts[1][i] = "c" + i;
      texts[2][i] = i > count / 2 ? "z" + random.nextInt(3) : "z0";
    }
    return Chunk.of(
        0,
        SCHEMA,
        count,
        DoubleVector.of(numbers[0]),
        DoubleVector.of(numbers[1]),
        DoubleVector.of(numbers[2]),
        DoubleVector.of(numbers[3]),
        StringVector.of(texts[0]),
        StringVector.of(texts[1]),
        StringVector.of(texts[2]));
  }

  private static final List<Stage> STAGES =
      List.of(
          Stages.sort("rating").descending(),
          Stages.impute(List.of("height", "weight"), Impute.RUNNING_MEAN),
          Stages.oneHot("team").droppingInput(),
          Stages.dropHighCardinality(20),
          Stages.dropCorrelated("salary", 0.5),
          Stages.dropMissing(), // all columns that are left
          Stages.derive(ColumnSpec.real("weight"), row -> row.number("height") / 2), // a new column
          Stages.deriveText("college", row -> row.text("zone") + "!"),
          Stages.quantileBins("rating", 4),
          Stages.rank("rating").asShare(),
          Stages.standardScale("height", "weight"),
          Stages.oneHot("zone"));

  private record Batch(Chunk ordered, List<String> out, StageChain chain) {}

  /**
   * Opens each stage on the output of the one before, fits it to 80 of 100 rows, and applies it to
   * all.
   */
  private static Batch batch(List<Stage> stages, Chunk rows) {
    StageChain chain = StageChain.unfitted(stages, rows.schema(), TICKER);
    Chunk at = rows;
    Chunk ordered = rows;
    for (int i = 0; i < stages.size(); i++) {
      int[] order = stages.get(i) instanceof BatchOnlyStage batchOnly ? batchOnly.order(at) : null;
      if (order != null) {
        at = at.reorder(order);
        ordered = ordered.reorder(order);
      }
      at = chain.fit(i, at, at.slice(0, at.rowCount() * 4 / 5));
    }
    return new Batch(ordered, texts(at), chain);
  }

  private static List<String> texts(Chunk chunk) {
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < chunk.rowCount(); row++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < chunk.schema().size(); i++) {
        text.append(chunk.schema().column(i)).append('=').append(chunk.vector(i).text(row));
        text.append(' ');
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static byte[] state(StageChain chain) {
    StateWriter out = new StateWriter();
    chain.save(out);
    return out.toBytes();
  }

  private static StageChain loaded(List<Stage> stages, StageChain from) {
    StageChain chain = StageChain.open(stages, SCHEMA, TICKER);
    chain.load(new StateReader(state(from)));
    return chain;
  }

  private static List<String> applied(StageChain chain, Chunk rows, int size) {
    List<String> out = new ArrayList<>();
    for (int at = 0; at < rows.rowCount(); at += size) {
      out.addAll(texts(chain.apply(rows.slice(at, Math.min(rows.rowCount(), at + size)))));
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 64, 100})
  void transformsChunksLikeTheBatch(int size) {
    Batch batch = batch(STAGES, rows(100));
    assertThat(batch.out()).hasSizeBetween(60, 99);
    StageChain chain = loaded(STAGES, batch.chain());
    assertThat(applied(chain, batch.ordered(), size)).isEqualTo(batch.out());
    assertThat(state(chain)).isEqualTo(state(batch.chain()));
  }

  @Test
  void dropsTheColumnsThatTheBatchDropped() {
    Batch batch = batch(STAGES, rows(100));
    StageChain chain = loaded(STAGES, batch.chain());
    assertThat(((FittedRun) chain.run(3)).describeFit())
        .isEqualTo("dropped college (80 values)")
        .isEqualTo(((FittedRun) batch.chain().run(3)).describeFit());
    assertThat(((FittedRun) chain.run(4)).describeFit()).startsWith("dropped weight (r 0.");
  }

  @Test
  void transformsSingleRowsLikeTheBatch() {
    Batch batch = batch(STAGES, rows(100));
    RowLayout layout = new RowLayout(SCHEMA);
    int[] slots = layout.slots(SCHEMA.names());
    StageChain chain = loaded(STAGES, batch.chain());
    RowKernel kernel = Objects.requireNonNull(chain.rowKernel(layout));
    MutableRow row = new MutableRow(layout.size());
    List<String> out = new ArrayList<>();
    for (int i = 0; i < batch.ordered().rowCount(); i++) {
      row.clear(i);
      for (int c = 0; c < slots.length; c++) {
        row.set(slots[c], batch.ordered().vector(c), i);
      }
      if (kernel.apply(row)) {
        StringBuilder text = new StringBuilder();
        for (ColumnSpec column : batch.chain().output().columns()) {
          text.append(column).append('=');
          text.append(row.text(layout.slot(column.name()), column.type())).append(' ');
        }
        out.add(text.toString());
      }
    }
    assertThat(out).isEqualTo(batch.out());
  }

  @Test
  void passesTheRemainingColumnsToTables() {
    List<Stage> stages =
        List.of(
            Stages.dropCorrelated("salary", 0.5),
            Stages.tables("as it is", table -> table),
            Stages.standardScale("height"));
    Batch batch = batch(stages, rows(60));
    assertThat(batch.out().get(0)).doesNotContain("weight");
    assertThat(applied(loaded(stages, batch.chain()), batch.ordered(), 9)).isEqualTo(batch.out());
  }
}
