package org.bandsaw.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class CallbackSinkTest {

  private static final Schema TRIPS = Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare"));
  private static final Chunk CHUNK =
      Chunk.of(0, TRIPS, 2, StringVector.of("A", "B"), DoubleVector.of(12.5, 13));

  private final List<Table> tables = new ArrayList<>();

  private SinkRun open(CallbackSink sink) throws IOException {
    return sink.open(TRIPS);
  }

  @Test
  void passesEachChunkWithRows() throws IOException {
    try (SinkRun run = open(Sinks.callback("mine", tables::add))) {
      run.write(CHUNK);
      run.write(CHUNK.slice(0, 0));
      run.write(CHUNK.slice(1, 2));

      assertThat(run.rowsWritten()).isEqualTo(3);
    }
    assertThat(tables).hasSize(2);
    assertThat(tables.get(0).columnNames()).containsExactly("vendor", "fare");
    assertThat(tables.get(0).doubleColumn("fare").asDoubleArray()).containsExactly(12.5, 13);
    assertThat(tables.get(1).stringColumn("vendor").asList()).containsExactly("B");
  }

  @Test
  void passesTablesThatAreNotShared() throws IOException {
    try (SinkRun run = open(Sinks.callback("mine", tables::add));
        SinkRun selected = open(Sinks.callback("other", tables::add).columns("fare"))) {
      run.write(CHUNK);
      selected.write(CHUNK);
    }
    assertThat(tables.get(0)).isNotSameAs(CHUNK.table());
    assertThat(tables.get(1).columnNames()).containsExactly("fare");
    tables.get(1).doubleColumn("fare").set(0, -1.0);
    assertThat(tables.get(0).doubleColumn("fare").get(0)).isEqualTo(12.5);
  }

  @Test
  void rejectsUnknownColumnsAndAnEmptyName() {
    CallbackSink sink = Sinks.callback("mine", tables::add);

    assertThat(sink.withPrediction().wantsPrediction()).isTrue();
    assertThatThrownBy(() -> sink.columns("fares").open(TRIPS))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("'fares'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sinks.callback("", tables::add))
        .withMessage("the name of a sink must not be empty");
  }
}
