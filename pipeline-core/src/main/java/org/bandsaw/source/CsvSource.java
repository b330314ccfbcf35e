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
 * Separated values: one record a line, cells between delimiters, quoted where they hold a
 * delimiter, a quote (doubled) or a line end. Lines end with LF, CR LF or CR; the last one need not
 * end. A file whose name ends in {@code .gz} is unpacked. Immutable: every setter answers a new
 * source.
 *
 * <p><b>Types.</b> Declare them with {@link #schema} or {@link #types}; the others are inferred
 * from the first rows ({@link #inferFrom}) and fixed before the first row is given out. Numbers are
 * DOUBLE; whole numbers with leading zeros or more than 15 digits make a column STRING; true and
 * false, in any case, are BOOLEAN; {@code 2024-05-17} is DATE; {@code 2024-05-17T08:15:30.123456}
 * is DATE_TIME (seconds and fraction may be absent, a space may stand for the T); with {@code Z} or
 * {@code +02:00} behind it, INSTANT. A column that is mixed, or empty in the sample, is STRING.
 *
 * <p><b>Missing.</b> An empty cell, quoted or not, is missing in every column; so are the {@link
 * #missingWords}. Blanks around a value are ignored, but in text columns they are part of the text.
 *
 * <p><b>Blank lines</b> are skipped, also in a file of one column, in which a missing cell is
 * written {@code ""}.
 *
 * <p><b>Errors.</b> A record with too few or too many values, an unreadable quote, or text that is
 * not of the file's encoding ends the reading with a {@link org.bandsaw.data.BadDataException}; a
 * cell that does not fit its column's type does what {@link #onBadCell} says. Rows before the error
 * are given out first.
 *
 * <p>A stream that blocks blocks its reader: {@link ReadLimit#maxWait} is not heeded.
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
   * Declares all columns. With a header they are found by name, in whatever order the file has
   * them, and come out in the declared order; a column too many or too few is a {@link
   * org.bandsaw.data.SchemaException} when the source is opened. Takes the place of {@link #types}.
   */
  public CsvSource schema(Schema declared) {
    CsvOptions changed = options.copy();
    if (declared.size() == 0 || declared.isOpenEnded()) {
      throw new IllegalArgumentException(
          "a file's schema has at least one column and does not grow: " + declared);
    }
    changed.schema = declared;
    changed.types = Map.of();
    return with(changed);
  }

  /**
   * Declares the types of some columns, beside those declared before; the others are inferred.
   *
   * @throws IllegalStateException when all columns are declared with {@link #schema}
   */
  public CsvSource types(Map<String, ValueType> some) {
    if (options.schema != null) {
      throw new IllegalStateException(
          "schema(…) declares all columns already; change the types there");
    }
    CsvOptions changed = options.copy();
    changed.types = new TreeMap<>(options.types);
    changed.types.putAll(some);
    return with(changed);
  }

  /**
   * How many rows are looked at to infer types: 10 000 by default; reading for it ends at 4 MiB in
   * any case. These rows are held in memory until they have been read.
   *
   * @param rows at least 1
   */
  public CsvSource inferFrom(int rows) {
    requireAtLeast(1, rows, "inferFrom");
    CsvOptions changed = options.copy();
    changed.inferFrom = rows;
    return with(changed);
  }

  /** What stands between values: a comma by default; ASCII, no line end. */
  public CsvSource delimiter(char delimiter) {
    CsvOptions changed = options.copy();
    changed.delimiter = ascii(delimiter, "delimiter");
    if (changed.delimiter == changed.quote) {
      throw new IllegalArgumentException("delimiter and quote must differ: both are " + delimiter);
    }
    return with(changed);
  }

  /** What stands around values that hold a delimiter: {@code "} by default; ASCII, no line end. */
  public CsvSource quote(char quote) {
    CsvOptions changed = options.copy();
    changed.quote = ascii(quote, "quote");
    if (changed.delimiter == changed.quote) {
      throw new IllegalArgumentException("delimiter and quote must differ: both are " + quote);
    }
    return with(changed);
  }

  private static byte ascii(char c, String what) {
    if (c == 0 || c > 126 || c == '\n' || c == '\r') {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be an ASCII character and no line end, not U+%04X",
              what,
              (int) c));
    }
    return (byte) c;
  }

  /**
   * Whether the first record holds the names of the columns, as it does by default; blanks around
   * them are removed. Without a header columns are called as declared, or c1, c2, c3….
   */
  public CsvSource header(boolean header) {
    CsvOptions changed = options.copy();
    changed.header = header;
    return with(changed);
  }

  /**
   * The encoding of the file: UTF-8 by default. A byte order mark of UTF-8, UTF-16LE or UTF-16BE
   * wins.
   */
  public CsvSource charset(Charset charset) {
    CsvOptions changed = options.copy();
    changed.charset = Objects.requireNonNull(charset, "charset");
    return with(changed);
  }

  /**
   * Words that mean missing, beside the empty cell, in columns of every type, text too; upper and
   * lower case are told apart. By default {@code NA}, {@code N/A}, {@code NaN}, {@code nan}, {@code
   * null} and {@code NULL} mean missing in all columns but text. In DOUBLE columns NaN is missing
   * whatever the words.
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
   * How dates, or dates with a time of day, are written in a column, as in {@code MM/dd/yy} or
   * {@code d.M.yyyy HH:mm}. The letters are those of {@link java.time.format.DateTimeFormatter}
   * that stand for numbers: yyyy, yy, MM, M, dd, d, HH, H, mm, m, ss, s, and S to SSSSSS. An
   * undeclared column is DATE_TIME if there is an hour in it, and DATE if not.
   *
   * @throws IllegalArgumentException when the pattern is not of these letters
   */
  public CsvSource datePattern(String column, String pattern) {
    DatePattern checked = new DatePattern(pattern, options.pivotYear);
    CsvOptions changed = options.copy();
    changed.datePatterns = new TreeMap<>(options.datePatterns);
    changed.datePatterns.put(Objects.requireNonNull(column, "column"), checked.toString());
    return with(changed);
  }

  /**
   * The first of the hundred years that years of two digits mean: 1969 by default, so that 69 is
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
   * What happens to a cell that does not fit its column's type: {@link OnBadCell#FAIL} by default.
   */
  public CsvSource onBadCell(OnBadCell what) {
    CsvOptions changed = options.copy();
    changed.onBadCell = Objects.requireNonNull(what, "what");
    return with(changed);
  }

  /**
   * The size of the buffer that is read into: 256 KiB by default, less an array's header. It
   * changes what reading costs, never what is read.
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
   * The longest record: 16 MiB by default. The buffer grows so far for a record that needs it; a
   * longer one ends the reading.
   *
   * @param bytes at least 64
   */
  public CsvSource maxRecordBytes(int bytes) {
    requireAtLeast(64, bytes, "maxRecordBytes");
    CsvOptions changed = options.copy();
    changed.maxRecordBytes = bytes;
    return with(changed);
  }

  private static void requireAtLeast(int least, int value, String what) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ", not " + value);
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
      } catch (IOException again) {
        e.addSuppressed(again);
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
