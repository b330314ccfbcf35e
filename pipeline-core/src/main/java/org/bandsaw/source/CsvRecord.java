package org.bandsaw.source;

import java.util.Arrays;
import org.bandsaw.data.Retained;
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
  private @Nullable CsvQuotes quotes;

  /** What {@link #from} and {@link #to} point into. */
  byte[] bytes = new byte[0];

  /** Where each cell begins. */
  int[] from = new int[16];

  /** Where each cell ends. */
  int[] to = new int[16];

  /** The number of cells. */
  int count;

  /** The number of lines the record takes. */
  int lines;

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
  int cut(byte[] b, int start, int end, boolean ended) {
    count = 0;
    lines = 1;
    problem = null;
    bytes = b;
    int cell = start;
    for (int p = start; p < end; p++) {
      byte c = b[p];
      if (c == quote) {
        return cutQuoted(b, start, end, ended);
      }
      if (c == delimiter) {
        add(cell, p);
        cell = p + 1;
      } else if (c == '\n' || c == '\r') {
        add(cell, p);
        return after(b, p, end, ended);
      }
    }
    return INCOMPLETE;
  }

  /** The position behind the line end at {@code p}. */
  private static int after(byte[] b, int p, int end, boolean ended) {
    if (b[p] == '\r') {
      if (p + 1 == end) {
        return ended ? end : INCOMPLETE;
      }
      return b[p + 1] == '\n' ? p + 2 : p + 1;
    }
    return p + 1;
  }

  void add(int start, int stop) {
    if (count == from.length) {
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
    }
    from[count] = start;
    to[count++] = stop;
  }

  private int cutQuoted(byte[] b, int start, int end, boolean ended) {
    count = 0;
    int stop = quotedEnd(b, start, end);
    if (stop < 0) {
      return INCOMPLETE;
    }
    int next = after(b, stop, end, ended);
    if (next != INCOMPLETE) {
      CsvQuotes reader = quotes;
      if (reader == null) {
        reader = new CsvQuotes(this, delimiter, quote);
        quotes = reader;
      }
      problem = reader.cut(b, start, stop);
    }
    return next;
  }

  /** Where the record's line end stands, those inside quotes left out; -1 when there is none. */
  private int quotedEnd(byte[] b, int start, int end) {
    boolean inside = false;
    boolean cellBegins = true;
    for (int p = start; p < end; p++) {
      byte c = b[p];
      if ((c == '\n' && (p == start || b[p - 1] != '\r')) || c == '\r') {
        if (!inside) {
          return p;
        }
        lines++;
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
    long places = Retained.ints(from.length) + Retained.ints(to.length);
    return places + (quotes == null ? 0 : quotes.retainedBytes());
  }
}
