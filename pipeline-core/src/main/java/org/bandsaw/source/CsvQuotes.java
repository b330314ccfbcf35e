package org.bandsaw.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Records with quotes, by FastCSV; a class of its own so that files without quotes never load it.
 */
final class CsvQuotes {

  private final CsvReader.CsvReaderBuilder builder;
  private byte[] unquoted = new byte[256];

  CsvQuotes(byte delimiter, byte quote) {
    builder =
        CsvReader.builder()
            .fieldSeparator((char) delimiter)
            .quoteCharacter((char) quote)
            .skipEmptyLines(false)
            .allowUnclosedQuote(false)
            .maxBufferSize(Integer.MAX_VALUE - 8);
  }

  /**
   * Cuts the record without its line end.
   *
   * @return why it cannot be read, or null
   */
  @Nullable RuntimeException cut(byte[] b, int start, int stop, CsvRecord into) {
    // Each byte as a character of its own, whatever the encoding: so no byte is lost on the way.
    String text = new String(b, start, stop - start, StandardCharsets.ISO_8859_1);
    CsvRecordHandler handler =
        CsvRecordHandler.builder()
            .maxFields(text.length() + 1)
            .maxFieldSize(text.length() + 1)
            .maxRecordSize(text.length() + 1)
            .build();
    de.siegmar.fastcsv.reader.CsvRecord record;
    try {
      record = builder.ofSingleCsvRecord(handler, text);
    } catch (CsvParseException e) {
      return e;
    }
    if (unquoted.length < text.length() + CsvInput.PAD) {
      unquoted = new byte[text.length() * 2 + CsvInput.PAD];
    }
    into.bytes = unquoted;
    int p = 0;
    for (int i = 0; i < record.getFieldCount(); i++) {
      byte[] cell = record.getField(i).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(cell, 0, unquoted, p, cell.length);
      into.add(p, p + cell.length);
      p += cell.length;
    }
    return null;
  }
}
