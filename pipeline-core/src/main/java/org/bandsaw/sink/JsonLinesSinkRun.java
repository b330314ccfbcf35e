package org.bandsaw.sink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.jspecify.annotations.Nullable;

/** Writes chunks to a file of JSON lines. */
final class JsonLinesSinkRun implements SinkRun {

  private final TextFile file;
  private final List<String> selectedColumns;
  private final JsonCellFormat format = new JsonCellFormat();
  private final Map<String, ColumnWriter> columnsByName = new HashMap<>();
  private ColumnWriter[] columns = {};
  private byte[][] keys = {};
  private int[] positions = {};
  private long[] firstSeenRows = {};
  private @Nullable Schema schema;
  private long writtenRows;

  /**
   * @param selectedColumns columns to write; empty for all
   */
  JsonLinesSinkRun(TextFile file, List<String> selectedColumns) {
    this.file = file;
    this.selectedColumns = selectedColumns;
  }

  @Override
  public void write(Chunk chunk) throws IOException {
    try {
      updateColumns(chunk.schema());
      for (int i = 0; i < columns.length; i++) {
        columns[i].setVector(chunk.vector(positions[i]));
      }
      writeLines(chunk);
      file.commit();
      writtenRows += chunk.rowCount();
      for (ColumnWriter column : columns) {
        column.clear();
      }
    } catch (IOException | RuntimeException | Error e) {
      file.rollback(e);
      throw e;
    }
  }

  // Equal schemas may differ in the rows in which their columns were first seen.
  @SuppressWarnings("ReferenceEquality")
  private void updateColumns(Schema newSchema) {
    if (newSchema == schema) {
      return;
    }
    List<String> names =
        selectedColumns.isEmpty()
            ? newSchema.names()
            : selectedColumns.stream().filter(newSchema::contains).toList();
    int count = names.size();
    columns = new ColumnWriter[count];
    keys = new byte[count][];
    positions = new int[count];
    firstSeenRows = new long[count];
    for (int i = 0; i < count; i++) {
      String name = names.get(i);
      columns[i] = columnsByName.computeIfAbsent(name, n -> new ColumnWriter(format));
      keys[i] = (',' + JsonCellFormat.quote(name) + ':').getBytes(StandardCharsets.UTF_8);
      positions[i] = newSchema.indexOf(name);
      firstSeenRows[i] = newSchema.firstSeenRow(positions[i]);
    }
    schema = newSchema;
  }

  private void writeLines(Chunk chunk) throws IOException {
    int rowCount = chunk.rowCount();
    for (int row = 0; row < rowCount; row++) {
      long sourceRow = chunk.sourceRow(row);
      int skip = 1; // the comma before the first key
      file.put((byte) '{');
      for (int i = 0; i < columns.length; i++) {
        if (firstSeenRows[i] <= sourceRow) {
          byte[] key = keys[i];
          file.put(key, skip, key.length - skip);
          skip = 0;
          columns[i].write(file, row);
        }
      }
      file.put((byte) '}');
      file.put((byte) '\n');
    }
  }

  @Override
  public long rowsWritten() {
    return writtenRows;
  }

  @Override
  public long retainedBytes() {
    long sum = file.retainedBytes();
    for (ColumnWriter column : columns) {
      sum += column.retainedBytes();
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
