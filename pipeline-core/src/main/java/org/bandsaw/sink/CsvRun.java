package org.bandsaw.sink;

import java.io.IOException;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;

/** Writes chunks as lines of cells. */
final class CsvRun implements SinkRun {

  private final TextFile file;
  private final List<String> names;
  private final byte delimiter;
  private final ColumnText[] columns;
  private final int[] positions;
  private Schema schema = Schema.empty();
  private long rows;

  private CsvRun(TextFile file, List<String> names, byte delimiter, CsvForm form) {
    this.file = file;
    this.names = names;
    this.delimiter = delimiter;
    columns = new ColumnText[names.size()];
    positions = new int[names.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new ColumnText(form);
    }
  }

  /** Writes the header; on failure the file is closed. */
  static CsvRun open(TextFile file, List<String> names, byte delimiter) throws IOException {
    CsvForm form = new CsvForm((char) delimiter, names.size() == 1);
    boolean open = false;
    try {
      for (int i = 0; i < names.size(); i++) {
        if (i > 0) {
          file.put(delimiter);
        }
        file.put(form.text(names.get(i)));
      }
      file.put((byte) '\n');
      file.commit();
      open = true;
    } finally {
      if (!open) {
        file.close();
      }
    }
    return new CsvRun(file, names, delimiter, form);
  }

  @Override
  public void write(Chunk chunk) throws IOException {
    try {
      locate(chunk.schema());
      for (int i = 0; i < columns.length; i++) {
        columns[i].of(chunk.vector(positions[i]));
      }
      lines(file, columns, delimiter, chunk.rowCount());
      file.commit();
      rows += chunk.rowCount();
      for (ColumnText column : columns) {
        column.leave();
      }
    } catch (IOException | RuntimeException | Error e) {
      file.discardAfter(e);
      throw e;
    }
  }

  private void locate(Schema now) {
    if (!now.equals(schema)) {
      for (int i = 0; i < positions.length; i++) {
        positions[i] = now.indexOf(names.get(i));
      }
      schema = now;
    }
  }

  private static void lines(TextFile file, ColumnText[] columns, byte delimiter, int rowCount)
      throws IOException {
    for (int row = 0; row < rowCount; row++) {
      for (int i = 0; i < columns.length; i++) {
        if (i > 0) {
          file.put(delimiter);
        }
        columns[i].put(file, row);
      }
      file.put((byte) '\n');
    }
  }

  @Override
  public long rowsWritten() {
    return rows;
  }

  @Override
  public long retainedBytes() {
    long sum = file.retainedBytes();
    for (ColumnText column : columns) {
      sum += column.retainedBytes();
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
