package org.bandsaw.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;

/**
 * A file of comma-separated values, made by {@link Sources#csv}. Each record is a line. A cell is
 * quoted if it contains a delimiter, a quote (doubled) or a line end. Lines end with LF, CR LF or
 * CR; the line end of the last line is optional. A file whose name ends in {@code .gz} is
 * decompressed. Immutable: each setter returns a new source.
 *
 * <p><b>Types.</b> Types are declared with {@link #schema} or {@link #types}. The others are
 * inferred from the first rows ({@link #inferFrom}) and fixed before the first row is returned.
 *
 * <ul>
 *   <li>DOUBLE: numbers. Numbers with leading zeros, and whole numbers of more than 15 digits, make
 *       a column STRING.
 *   <li>BOOLEAN: true and false, ignoring case.
 *   <li>DATE: {@code 2024-05-17}.
 *   <li>DATE_TIME: {@code 2024-05-17T08:15:30.123456}. Seconds and fraction are optional; a space
 *       may replace the T.
 *   <li>INSTANT: a DATE_TIME followed by {@code Z} or an offset such as {@code +02:00}.
 *   <li>STRING: all others, and columns that are mixed, or have no values in the sample.
 * </ul>
 *
 * <p><b>Missing values.</b> An empty cell, quoted or not, is missing in every column; so are the
 * {@link #missingWords}. Spaces and tabs around a value are ignored, except in text columns, where
 * they are part of the text.
 *
 * <p><b>Blank lines</b> are skipped. A missing cell in a file of one column is therefore written as
 * {@code ""}.
 *
 * <p><b>Errors.</b> A record with too few or too many values, invalid quotes, or bytes that are not
 * of the file's encoding cause a {@link org.bandsaw.data.BadDataException}. A cell that does not
 * fit the type of its column is handled as set by {@link #onBadCell}. The rows before the error are
 * returned first.
 *
 * <p>A stream that blocks also blocks its reader: {@link ReadLimit#maxWait} is ignored.
 */
public final class CsvSource implements Replayable {

  private final String name;
  private final Callable<InputStream> open;
  private final CsvOptions options;

  CsvSource(String name, Callable<InputStream> open, CsvOptions options) {
    this.name = name;
    this.open = open;
    this.options = options;
  }

  private CsvSource with(CsvOptions changed) {
    return new CsvSource(name, open, changed);
  }

  /**
   * Declares all columns. With a header, columns are matched by name, in any order, and returned in
   * the declared order; if a column is missing or not declared, opening the source throws a {@link
   * org.bandsaw.data.SchemaException}. Replaces {@link #types}.
   *
   * @throws IllegalArgumentException if the schema has no columns or is open-ended
   */
  public CsvSource schema(Schema declared) {
    CsvOptions changed = options.copy();
    if (declared.size() == 0 || declared.isOpenEnded()) {
      throw new IllegalArgumentException(
          "the schema of a file needs at least one column and must not be open-ended: " + declared);
    }
    changed.schema = declared;
    changed.types = Map.of();
    return with(changed);
  }

  /**
   * Declares the types of some columns, in addition to those declared before. The others are
   * inferred.
   *
   * @throws IllegalStateException if all columns are declared with {@link #schema}
   */
  public CsvSource types(Map<String, ValueType> types) {
    if (options.schema != null) {
      throw new IllegalStateException(
          "schema(…) declares all columns already; change the types there");
    }
    CsvOptions changed = options.copy();
    changed.types = new TreeMap<>(options.types);
    changed.types.putAll(types);
    return with(changed);
  }

  /**
   * Sets the number of rows from which types are inferred. At most 4 MiB are read for it. The bytes
   * of these rows are in memory until the rows have been read. Default: 10 000.
   *
   * @param rows at least 1
   */
  public CsvSource inferFrom(int rows) {
    requireAtLeast(1, rows, "inferFrom");
    CsvOptions changed = options.copy();
    changed.inferFrom = rows;
    return with(changed);
  }

  /** Sets the delimiter between values: an ASCII character, no line end. Default: a comma. */
  public CsvSource delimiter(char delimiter) {
    CsvOptions changed = options.copy();
    changed.delimiter = ascii(delimiter, "delimiter");
    if (changed.delimiter == changed.quote) {
      throw new IllegalArgumentException("delimiter and quote must differ: both are " + delimiter);
    }
    return with(changed);
  }

  /** Sets the quote character: an ASCII character, no line end. Default: {@code "}. */
  public CsvSource quote(char quote) {
    CsvOptions changed = options.copy();
    changed.quote = ascii(quote, "quote");
    if (changed.delimiter == changed.quote) {
      throw new IllegalArgumentException("delimiter and quote must differ: both are " + quote);
    }
    return with(changed);
  }

  private static byte ascii(char c, String name) {
    if (c == 0 || c > 126 || c == '\n' || c == '\r') {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be an ASCII character and no line end, not U+%04X",
              name,
              (int) c));
    }
    return (byte) c;
  }

  /**
   * Sets whether the first record contains the names of the columns; whitespace around a name is
   * removed. Without a header the names are those of {@link #schema}, or c1, c2, c3…. Default:
   * true.
   */
  public CsvSource header(boolean header) {
    CsvOptions changed = options.copy();
    changed.header = header;
    return with(changed);
  }

  /**
   * Sets the encoding of the file. A byte order mark of UTF-8, UTF-16LE or UTF-16BE takes
   * precedence. Default: UTF-8.
   */
  public CsvSource charset(Charset charset) {
    CsvOptions changed = options.copy();
    changed.charset = Objects.requireNonNull(charset, "charset");
    return with(changed);
  }

  /**
   * Sets the words that mean missing, in addition to the empty cell, in columns of every type,
   * including text. They are case-sensitive. In DOUBLE columns NaN, ignoring case, is always
   * missing. Default: {@code NA}, {@code N/A}, {@code NaN}, {@code nan}, {@code null} and {@code
   * NULL}, except in text columns.
   */
  public CsvSource missingWords(String... words) {
    CsvOptions changed = options.copy();
    changed.missingWords = words.clone();
    changed.missingWordsInText = changed.missingWords;
    for (String word : words) {
      Objects.requireNonNull(word, "word");
    }
    return with(changed);
  }

  /**
   * Sets the pattern of dates, with or without a time of day, in a column, such as {@code MM/dd/yy}
   * or {@code d.M.yyyy HH:mm}. It uses the numeric letters of {@link
   * java.time.format.DateTimeFormatter}: yyyy, yy, MM, M, dd, d, HH, H, mm, m, ss, s, and S to
   * SSSSSS. A column that is not declared is DATE_TIME if the pattern has an hour, and DATE
   * otherwise. Default: ISO 8601.
   *
   * @throws IllegalArgumentException if the pattern is invalid
   */
  public CsvSource datePattern(String column, String pattern) {
    DatePattern checked = new DatePattern(pattern, options.pivotYear);
    CsvOptions changed = options.copy();
    changed.datePatterns = new TreeMap<>(options.datePatterns);
    changed.datePatterns.put(Objects.requireNonNull(column, "column"), checked.toString());
    return with(changed);
  }

  /**
   * Sets the first of the hundred years that two-digit years refer to. Default: 1969, so that 69 is
   * 1969 and 68 is 2068.
   *
   * @param year 0 to 9900
   */
  public CsvSource pivotYear(int year) {
    if (year < 0 || year > 9_900) {
      throw new IllegalArgumentException("pivotYear must be 0 to 9900, not " + year);
    }
    CsvOptions changed = options.copy();
    changed.pivotYear = year;
    return with(changed);
  }

  /**
   * Sets how a cell that does not fit the type of its column is handled. Default: {@link
   * OnBadCell#FAIL}.
   */
  public CsvSource onBadCell(OnBadCell handling) {
    CsvOptions changed = options.copy();
    changed.onBadCell = Objects.requireNonNull(handling, "handling");
    return with(changed);
  }

  /**
   * Sets the size of the read buffer. It affects the speed, never the rows. Default: 256 KiB, less
   * the header of an array.
   *
   * @param bytes at least 64
   */
  public CsvSource bufferBytes(int bytes) {
    requireAtLeast(64, bytes, "bufferBytes");
    CsvOptions changed = options.copy();
    changed.bufferBytes = bytes;
    return with(changed);
  }

  /**
   * Sets the maximum length of a record, up to which the buffer grows. A longer record causes a
   * {@link org.bandsaw.data.BadDataException}. Default: 16 MiB.
   *
   * @param bytes at least 64
   */
  public CsvSource maxRecordBytes(int bytes) {
    requireAtLeast(64, bytes, "maxRecordBytes");
    CsvOptions changed = options.copy();
    changed.maxRecordBytes = bytes;
    return with(changed);
  }

  private static void requireAtLeast(int min, int value, String name) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min + ", not " + value);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChunkReader open() throws IOException {
    InputStream raw;
    try {
      raw = open.call();
    } catch (IOException | BandsawException e) {
      throw e;
    } catch (Exception e) {
      throw new SourceFailedException(name, "could not be opened", e);
    }
    CsvInput in = CsvInput.open(raw, name, options);
    try {
      return new CsvChunkReader(name, options, in);
    } catch (IOException | RuntimeException e) {
      try {
        in.close();
      } catch (IOException onClose) {
        e.addSuppressed(onClose);
      }
      throw e;
    }
  }

  @Override
  public String toString() {
    return "CSV "
        + name
        + (options.schema == null ? "" : " " + Arrays.toString(options.schema.names().toArray()));
  }
}
