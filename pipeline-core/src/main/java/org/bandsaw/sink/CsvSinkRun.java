package org.bandsaw.sink;

import java.io.IOException;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;

/** Writes chunks to a CSV file. */
final class CsvSinkRun implements SinkRun {

  private final TextFile file;
  private final List<String> names;
  private final byte delimiter;
  private final ColumnWriter[] columns;
  private final int[] positions;
  private Schema schema = Schema.empty();
  private long writtenRows;

  private CsvSinkRun(TextFile file, List<String> names, byte delimiter, CsvCellFormat format) {
    this.file = file;
    this.names = names;
    this.delimiter = delimiter;
    columns = new ColumnWriter[names.size()];
    positions = new int[names.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new ColumnWriter(format);
    }
  }

  /** Writes the header. Closes the file if that fails. */
  static CsvSinkRun open(TextFile file, List<String> names, byte delimiter) throws IOException {
    CsvCellFormat format = new CsvCellFormat((char) delimiter, names.size() == 1);
    boolean isWritten = false;
    try {
      for (int i = 0; i < names.size(); i++) {
        if (i > 0) {
          file.put(delimiter);
        }
        file.put(format.encodeText(names.get(i)));
      }
      file.put((byte) '\n');
      file.commit();
      isWritten = true;
    } finally {
      if (!isWritten) {
        file.close();
      }
    }
    return new CsvSinkRun(file, names, delimiter, format);
  }

  @Override
  public void write(Chunk chunk) throws IOException {
    try {
      updatePositions(chunk.schema());
      for (int i = 0; i < columns.length; i++) {
        columns[i].setVector(chunk.vector(positions[i]));
      }
      writeLines(file, columns, delimiter, chunk.rowCount());
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

  private void updatePositions(Schema newSchema) {
    if (!newSchema.equals(schema)) {
      for (int i = 0; i < positions.length; i++) {
        positions[i] = newSchema.indexOf(names.get(i));
      }
      schema = newSchema;
    }
  }

  private static void writeLines(
      TextFile file, ColumnWriter[] columns, byte delimiter, int rowCount) throws IOException {
    for (int row = 0; row < rowCount; row++) {
      for (int i = 0; i < columns.length; i++) {
        if (i > 0) {
          file.put(delimiter);
        }
        columns[i].write(file, row);
      }
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
