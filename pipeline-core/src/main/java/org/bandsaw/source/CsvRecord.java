package org.bandsaw.source;

import java.util.Arrays;
import org.bandsaw.data.MemorySizes;
import org.jspecify.annotations.Nullable;

/**
 * One record cut into cells without regard to types: for headers, for samples, and for all records
 * that the columns could not read directly. A record with a quote in it is cut by FastCSV.
 */
final class CsvRecord {

  /** The record's end is not among the bytes. */
  static final int INCOMPLETE = -1;

  private final byte delimiter;
  private final byte quote;
  private @Nullable QuotedRecordParser quotes;

  /** What {@link #cellStarts} and {@link #cellEnds} point into. */
  byte[] bytes = new byte[0];

  /** Where each cell begins. */
  int[] cellStarts = new int[16];

  /** Where each cell ends. */
  int[] cellEnds = new int[16];

  /** The number of cells. */
  int cellCount;

  /** The number of lines the record takes. */
  int lineCount;

  /** Why FastCSV could not read the record; the cells are not valid then. */
  @Nullable RuntimeException problem;

  CsvRecord(byte delimiter, byte quote) {
    this.delimiter = delimiter;
    this.quote = quote;
  }

  /**
   * Cuts the record that begins at a position.
   *
   * @param ended whether nothing comes after {@code end}
   * @return where the next record begins, or {@link #INCOMPLETE}
   */
  int tokenize(byte[] b, int start, int end, boolean ended) {
    cellCount = 0;
    lineCount = 1;
    problem = null;
    bytes = b;
    int cell = start;
    for (int p = start; p < end; p++) {
      byte c = b[p];
      if (c == quote) {
        return tokenizeQuoted(b, start, end, ended);
      }
      if (c == delimiter) {
        addCell(cell, p);
        cell = p + 1;
      } else if (c == '\n' || c == '\r') {
        addCell(cell, p);
        return afterLineEnd(b, p, end, ended);
      }
    }
    return INCOMPLETE;
  }

  /** The position behind the line end at {@code p}. */
  private static int afterLineEnd(byte[] b, int p, int end, boolean ended) {
    if (b[p] == '\r') {
      if (p + 1 == end) {
        return ended ? end : INCOMPLETE;
      }
      return b[p + 1] == '\n' ? p + 2 : p + 1;
    }
    return p + 1;
  }

  void addCell(int start, int stop) {
    if (cellCount == cellStarts.length) {
      cellStarts = Arrays.copyOf(cellStarts, cellCount * 2);
      cellEnds = Arrays.copyOf(cellEnds, cellCount * 2);
    }
    cellStarts[cellCount] = start;
    cellEnds[cellCount++] = stop;
  }

  private int tokenizeQuoted(byte[] b, int start, int end, boolean ended) {
    cellCount = 0;
    int stop = findQuotedEnd(b, start, end);
    if (stop < 0) {
      return INCOMPLETE;
    }
    int next = afterLineEnd(b, stop, end, ended);
    if (next != INCOMPLETE) {
      QuotedRecordParser reader = quotes;
      if (reader == null) {
        reader = new QuotedRecordParser(this, delimiter, quote);
        quotes = reader;
      }
      problem = reader.tokenize(b, start, stop);
    }
    return next;
  }

  /** Where the record's line end stands, those inside quotes left out; -1 when there is none. */
  private int findQuotedEnd(byte[] b, int start, int end) {
    boolean inside = false;
    boolean cellBegins = true;
    for (int p = start; p < end; p++) {
      byte c = b[p];
      if ((c == '\n' && (p == start || b[p - 1] != '\r')) || c == '\r') {
        if (!inside) {
          return p;
        }
        lineCount++;
      } else if (inside) {
        if (c == quote) {
          if (p + 1 < end && b[p + 1] == quote) {
            p++;
          } else {
            inside = false;
          }
        }
      } else {
        inside = c == quote && cellBegins;
        cellBegins = c == delimiter;
      }
    }
    return -1;
  }

  /** Bytes of the places of cells, and of what cuts quoted records once there was one. */
  long retainedBytes() {
    long places = MemorySizes.ints(cellStarts.length) + MemorySizes.ints(cellEnds.length);
    return places + (quotes == null ? 0 : quotes.retainedBytes());
  }
}
