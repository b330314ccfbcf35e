package org.bandsaw.source;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Vector;

/** The rows of a source as text: exact cells, and a dot for a missing one. */
final class SourceRows {

  private SourceRows() {}

  static CsvSource csv(String text) {
    return csv(text.getBytes(StandardCharsets.UTF_8));
  }

  static CsvSource csv(byte[] bytes) {
    return Sources.csv("test.csv", () -> new ByteArrayInputStream(bytes));
  }

  /** Returns 1 to {@code maxBytes} bytes per read, in a fixed sequence. */
  static CsvSource shortReads(byte[] bytes, int maxBytes) {
    return Sources.csv("test.csv", () -> new ShortReadsStream(bytes, maxBytes));
  }

  private static final class ShortReadsStream extends FilterInputStream {
    private final int maxBytes;
    private int reads;

    ShortReadsStream(byte[] bytes, int maxBytes) {
      super(new ByteArrayInputStream(bytes));
      this.maxBytes = maxBytes;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      reads++;
      return super.read(into, offset, Math.min(length, 1 + (reads * 7) % maxBytes));
    }
  }

  static List<String> all(Source source) {
    return all(source, 3);
  }

  static List<String> all(Source source, int chunkRows) {
    List<String> rows = new ArrayList<>();
    try (ChunkReader reader = source.open()) {
      rest(reader, chunkRows, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** Adds the remaining rows to a list, which then also contains the rows before an error. */
  static void rest(ChunkReader reader, int chunkRows, List<String> rows) throws IOException {
    while (true) {
      Optional<Chunk> next = reader.next(ReadLimit.ofRows(chunkRows));
      if (next.isEmpty()) {
        return;
      }
      Chunk chunk = next.get();
      for (int i = 0; i < chunk.rowCount(); i++) {
        if (chunk.sourceRow(i) != rows.size()) {
          throw new AssertionError(chunk.sourceRow(i) + " is not row " + rows.size());
        }
        rows.add(row(chunk, i));
      }
      reader.release(chunk);
    }
  }

  static String row(Chunk chunk, int row) {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < chunk.schema().size(); c++) {
      Vector vector = chunk.vector(c);
      text.append(c == 0 ? "" : "|");
      if (vector.isMissing(row)) {
        text.append('.');
      } else if (vector instanceof DoubleVector d) {
        text.append(Double.toHexString(d.get(row)));
      } else {
        text.append(vector.text(row));
      }
    }
    return text.toString();
  }
}
