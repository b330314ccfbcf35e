package org.bandsaw.sink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.jspecify.annotations.Nullable;

/** Writes chunks as lines of JSON objects. */
final class JsonLinesRun implements SinkRun {

  private final TextFile file;
  private final List<String> chosen;
  private final JsonForm form = new JsonForm();
  private final Map<String, ColumnText> columnsByName = new HashMap<>();
  private ColumnText[] columns = {};
  private byte[][] keys = {};
  private int[] positions = {};
  private long[] bornAt = {};
  private @Nullable Schema schema;
  private long rows;

  /**
   * @param chosen the columns to write; empty for all
   */
  JsonLinesRun(TextFile file, List<String> chosen) {
    this.file = file;
    this.chosen = chosen;
  }

  @Override
  public void write(Chunk chunk) throws IOException {
    try {
      locate(chunk.schema());
      for (int i = 0; i < columns.length; i++) {
        columns[i].of(chunk.vector(positions[i]));
      }
      lines(chunk);
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

  // Equal schemas may differ in when their columns were born.
  @SuppressWarnings("ReferenceEquality")
  private void locate(Schema now) {
    if (now == schema) {
      return;
    }
    List<String> names =
        chosen.isEmpty() ? now.names() : chosen.stream().filter(now::contains).toList();
    int count = names.size();
    columns = new ColumnText[count];
    keys = new byte[count][];
    positions = new int[count];
    bornAt = new long[count];
    for (int i = 0; i < count; i++) {
      String name = names.get(i);
      columns[i] = columnsByName.computeIfAbsent(name, n -> new ColumnText(form));
      keys[i] = (',' + JsonForm.quoted(name) + ':').getBytes(StandardCharsets.UTF_8);
      positions[i] = now.indexOf(name);
      bornAt[i] = now.bornAt(positions[i]);
    }
    schema = now;
  }

  private void lines(Chunk chunk) throws IOException {
    int rowCount = chunk.rowCount();
    for (int row = 0; row < rowCount; row++) {
      long sourceRow = chunk.sourceRow(row);
      int skip = 1;
      file.put((byte) '{');
      for (int i = 0; i < columns.length; i++) {
        if (bornAt[i] <= sourceRow) {
          byte[] key = keys[i];
          file.put(key, skip, key.length - skip);
          skip = 0;
          columns[i].put(file, row);
        }
      }
      file.put((byte) '}');
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
