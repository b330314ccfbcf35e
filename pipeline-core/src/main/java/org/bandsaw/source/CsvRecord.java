package org.bandsaw.source;

import java.util.Arrays;
import org.bandsaw.data.MemorySizes;
import org.jspecify.annotations.Nullable;

/**
 * One record, split into cells without regard to their types: the header, the rows of the sample,
 * and records that the columns could not read directly. Records with quotes are split by FastCSV.
 */
final class CsvRecord {

  /** The bytes do not contain the end of the record. */
  static final int INCOMPLETE = -1;

  private final byte delimiter;
  private final byte quote;
  private @Nullable QuotedRecordParser quotedRecordParser;

  /** The bytes of the cells. */
  byte[] bytes = new byte[0];

  /** Start of each cell in {@link #bytes}. */
  int[] cellStarts = new int[16];

  /** End of each cell in {@link #bytes}. */
  int[] cellEnds = new int[16];

  int cellCount;

  /** Number of lines that the record spans. */
  int lineCount;

  /** Why FastCSV could not read the record, or null. If it is set, the cells are not valid. */
  @Nullable RuntimeException problem;

  CsvRecord(byte delimiter, byte quote) {
    this.delimiter = delimiter;
    this.quote = quote;
  }

  /**
   * Splits the record at a position.
   *
   * @param ended whether the input ends at {@code end}
   * @return start of the next record, or {@link #INCOMPLETE}
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

  /** Returns the position after the line end at {@code p}. */
  private static int afterLineEnd(byte[] b, int p, int end, boolean ended) {
    if (b[p] == '\r') {
      if (p + 1 == end) {
        return ended ? end : INCOMPLETE;
      }
      return b[p + 1] == '\n' ? p + 2 : p + 1;
    }
    return p + 1;
  }

  void addCell(int start, int end) {
    if (cellCount == cellStarts.length) {
      cellStarts = Arrays.copyOf(cellStarts, cellCount * 2);
      cellEnds = Arrays.copyOf(cellEnds, cellCount * 2);
    }
    cellStarts[cellCount] = start;
    cellEnds[cellCount++] = end;
  }

  private int tokenizeQuoted(byte[] b, int start, int end, boolean ended) {
    cellCount = 0;
    int stop = findQuotedEnd(b, start, end);
    if (stop < 0) {
      return INCOMPLETE;
    }
    int next = afterLineEnd(b, stop, end, ended);
    if (next != INCOMPLETE) {
      QuotedRecordParser parser = quotedRecordParser;
      if (parser == null) {
        parser = new QuotedRecordParser(this, delimiter, quote);
        quotedRecordParser = parser;
      }
      problem = parser.tokenize(b, start, stop);
    }
    return next;
  }

  /** Returns the position of the line end that ends the record, which is not in quotes, or -1. */
  private int findQuotedEnd(byte[] b, int start, int end) {
    boolean inQuotes = false;
    boolean isCellStart = true;
    for (int p = start; p < end; p++) {
      byte c = b[p];
      if ((c == '\n' && (p == start || b[p - 1] != '\r')) || c == '\r') {
        if (!inQuotes) {
          return p;
        }
        lineCount++;
      } else if (inQuotes) {
        if (c == quote) {
          if (p + 1 < end && b[p + 1] == quote) {
            p++;
          } else {
            inQuotes = false;
          }
        }
      } else {
        inQuotes = c == quote && isCellStart;
        isCellStart = c == delimiter;
      }
    }
    return -1;
  }

  /** Returns the bytes of the arrays, and of the parser of quoted records if one was needed. */
  long retainedBytes() {
    long cells = MemorySizes.ints(cellStarts.length) + MemorySizes.ints(cellEnds.length);
    return cells + (quotedRecordParser == null ? 0 : quotedRecordParser.retainedBytes());
  }
}
