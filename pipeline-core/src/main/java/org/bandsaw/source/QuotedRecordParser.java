package org.bandsaw.source;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.Reader;
import org.bandsaw.data.MemorySizes;
import org.jspecify.annotations.Nullable;

/**
 * Parses records with quotes, with FastCSV. A separate class, which is not loaded for files without
 * quotes. One FastCSV reader parses all records; its input is one record per call.
 */
final class QuotedRecordParser {

  private final CsvRecord record;
  private final CsvReader.CsvReaderBuilder builder;
  private final RecordReader recordReader = new RecordReader();
  private @Nullable CloseableIterator<Boolean> records;
  private byte[] unquoted = new byte[256];
  private int length;

  /**
   * @param record receives the cells
   */
  QuotedRecordParser(CsvRecord record, byte delimiter, byte quote) {
    this.record = record;
    builder =
        CsvReader.builder()
            .fieldSeparator((char) delimiter)
            .quoteCharacter((char) quote)
            .skipEmptyLines(false)
            .allowUnclosedQuote(false)
            .maxBufferSize(Integer.MAX_VALUE - 8);
  }

  /**
   * Splits a record.
   *
   * @param stop end of the record without its line end
   * @return why the record cannot be read, or null
   */
  @Nullable RuntimeException tokenize(byte[] b, int start, int stop) {
    if (unquoted.length < stop - start + CsvInput.PADDING) {
      unquoted = new byte[(stop - start) * 2 + CsvInput.PADDING];
    }
    recordReader.setRecord(b, start, stop);
    length = 0;
    record.bytes = unquoted;
    CloseableIterator<Boolean> current = records;
    if (current == null) {
      current = builder.build(new CellHandler(), recordReader).iterator();
      records = current;
    }
    try {
      current.next();
      return null;
    } catch (CsvParseException e) {
      records = null; // it stopped in the middle of this record and cannot read the next one
      return e;
    }
  }

  /** Returns the unquoted bytes, and twice as many for the characters that FastCSV holds. */
  long retainedBytes() {
    return 3 * MemorySizes.bytes(unquoted.length);
  }

  /** Receives the cells without creating strings. */
  private final class CellHandler extends AbstractBaseCsvCallbackHandler<Boolean> {

    @Override
    protected void handleField(int index, char[] chars, int offset, int count, boolean quoted) {
      byte[] to = unquoted;
      int p = length;
      for (int i = offset; i < offset + count; i++) {
        to[p++] = (byte) chars[i];
      }
      record.addCell(length, p);
      length = p;
    }

    @Override
    protected Boolean buildRecord() {
      return Boolean.TRUE;
    }
  }

  /**
   * Reads one record, followed by a line end. Each byte becomes one character, independent of the
   * encoding, so that the bytes can be restored.
   */
  private static final class RecordReader extends Reader {

    private byte[] bytes = {};
    private int position;
    private int end;
    private boolean ended = true;

    void setRecord(byte[] b, int from, int to) {
      bytes = b;
      position = from;
      end = to;
      ended = false;
    }

    @Override
    public int read(char[] to, int offset, int count) {
      if (ended || count == 0) {
        return ended ? -1 : 0;
      }
      int n = Math.min(count, end - position);
      for (int i = 0; i < n; i++) {
        to[offset + i] = (char) (bytes[position + i] & 0xFF);
      }
      position += n;
      if (n < count) {
        to[offset + n] = '\n';
        ended = true;
        return n + 1;
      }
      return n;
    }

    @Override
    public void close() {}
  }
}
