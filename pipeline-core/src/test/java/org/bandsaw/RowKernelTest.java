package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.probe.Ticker;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.stage.TableStage;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Row kernels and chunks give the same results, bit for bit. */
class RowKernelTest {

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void rowKernelsGiveTheSameResultsAsChunks(@ForAll long seed) {
    List<Stage> stages = RandomPipeline.of(seed, new TreeMap<>()).stages();
    Assume.that(stages.stream().noneMatch(TableStage.class::isInstance));
    StageChain trained = StageChain.open(stages, RandomRows.SCHEMA, Ticker.system());
    trained.process(RandomRows.of(seed, 60), 1);
    StateWriter state = new StateWriter();
    trained.save(state);
    StageChain chunks = loaded(stages, state);
    StageChain rows = loaded(stages, state);
    Chunk fresh = RandomRows.of(seed + 1, 40);

    Chunk expected = chunks.apply(fresh);

    RowLayout layout = new RowLayout(RandomRows.SCHEMA);
    RowKernel kernel = rows.rowKernel(layout);
    assertThat(kernel).isNotNull();
    MutableRow row = new MutableRow(layout.size());
    List<List<String>> found = new ArrayList<>();
    for (int i = 0; i < fresh.rowCount(); i++) {
      row.clear(fresh.sourceRow(i));
      for (int column = 0; column < RandomRows.SCHEMA.size(); column++) {
        row.set(column, fresh.vector(column), i);
      }
      if (kernel != null && kernel.apply(row)) {
        found.add(cells(row, layout, expected.schema()));
      }
    }
    List<List<String>> expectedCells = new ArrayList<>();
    for (int i = 0; i < expected.rowCount(); i++) {
      expectedCells.add(cells(expected, i));
    }
    assertThat(found)
        .describedAs("%s", stages.stream().map(Stage::name).toList())
        .isEqualTo(expectedCells);
  }

  private static StageChain loaded(List<Stage> stages, StateWriter state) {
    StageChain chain = StageChain.open(stages, RandomRows.SCHEMA, Ticker.system());
    chain.load(new StateReader(state.toBytes()));
    return chain;
  }

  private static List<String> cells(Chunk chunk, int row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < chunk.schema().size(); i++) {
      ValueType type = chunk.schema().column(i).type();
      cells.add(
          chunk.schema().column(i).name()
              + '='
              + (type == ValueType.DOUBLE
                  ? Long.toHexString(Double.doubleToRawLongBits(chunk.vector(i).number(row)))
                  : chunk.vector(i).text(row)));
    }
    return cells;
  }

  private static List<String> cells(MutableRow row, RowLayout layout, Schema schema) {
    List<String> cells = new ArrayList<>();
    for (String name : schema.names()) {
      ValueType type = schema.typeOf(name);
      int slot = layout.slot(name);
      cells.add(
          name
              + '='
              + (type == ValueType.DOUBLE
                  ? Long.toHexString(Double.doubleToRawLongBits(row.numbers()[slot]))
                  : row.text(slot, type)));
    }
    return cells;
  }
}
