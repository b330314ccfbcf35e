package org.bandsaw.source;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.NearestNames;
import org.bandsaw.data.Place;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of separated values into vectors. A record is read column by column where it stands;
 * one that holds a quote, or a cell that does not fit, is cut into cells first.
 *
 * <p>Rows that stand before a record that cannot be read are given out before the error is thrown,
 * so that what came before it does not depend on the size of chunks.
 */
final class CsvChunkReader implements ChunkReader {

  static final String NOT_UTF8 =
      "its bytes are not UTF-8; name the encoding of the file with charset(…)";

  private static final int LONGEST_VALUE_SHOWN = 80;

  /** What a byte of text takes at most, as a string and in the table of known texts. */
  private static final int BYTES_OF_TEXT = 2;

  private static final int MOST_SAMPLED_BYTES = 4 << 20;
  private static final int FIRST_ROWS = 16_384;
  private static final int FIRST_BYTES = 4 << 20;

  private final String name;
  private final CsvOptions options;
  private final byte delimiter;
  private final CsvInput in;
  private final CsvRecord record;
  private final Schema schema;
  private final CsvColumn[] columns;
  private final int[] columnOf;
  private final boolean[] inferred;
  private final CsvArrays arrays;
  private final int bytesPerRow;

  private int position;
  private long line = 1;
  private long firstRow;
  private int filled;
  private int sampledRows;
  private long setMissing;
  private @Nullable BadDataException badData;
  private @Nullable IOException failure;

  CsvChunkReader(String name, CsvOptions options, CsvInput in) throws IOException {
    this.name = name;
    this.options = options;
    this.delimiter = options.delimiter;
    this.in = in;
    this.record = new CsvRecord(options.delimiter, options.quote);
    List<String> names = names();
    this.schema = schema(names);
    this.columns = new CsvColumn[names.size()];
    this.columnOf = new int[schema.size()];
    this.inferred = new boolean[names.size()];
    int bytes = 0;
    for (int i = 0; i < columns.length; i++) {
      int place = schema.indexOf(names.get(i));
      ColumnSpec spec = schema.column(place);
      columnOf[place] = i;
      columns[i] = new CsvColumn(spec, options, pattern(spec));
      inferred[i] = sampledRows > 0 && givenType(spec.name()) == null;
      bytes += columns[i].bytesPerRow();
    }
    this.bytesPerRow = bytes;
    this.arrays = new CsvArrays(columns.length);
  }

  // ---- the head: names and types

  /** The names of the file's columns, in its order. */
  private List<String> names() throws IOException {
    Schema declared = options.schema;
    if (!options.header && declared != null) {
      return names(declared);
    }
    int next = cutNext();
    if (next == CsvRecord.INCOMPLETE) {
      throw bad(
          "",
          "",
          options.header
              ? "the file is empty; a header line with the names of the columns is needed"
              : "the file is empty and has no header; declare its columns with schema(…)");
    }
    List<String> names = new ArrayList<>();
    if (!options.header) {
      for (int i = 1; i <= record.count; i++) {
        names.add("c" + i);
      }
      return names;
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < record.count; i++) {
      String column = CsvText.text(record.bytes, record.from[i], record.to[i]);
      if (column == null) {
        throw bad("", shown(i), "column " + (i + 1) + " of the header: " + NOT_UTF8);
      }
      column = column.strip();
      if (column.isEmpty()) {
        throw bad(
            "",
            "",
            String.format(
                Locale.ROOT,
                "column %d of %d has no name in the header; name it there, or declare all columns"
                    + " with schema(…) and header(false) on a file without its header line",
                i + 1,
                record.count));
      }
      Integer before = seen.put(column, i + 1);
      if (before != null) {
        throw bad(
            column,
            column,
            String.format(
                Locale.ROOT,
                "the header has this name twice, as column %d and as column %d; rename one of them",
                before,
                i + 1));
      }
      names.add(column);
    }
    position = next;
    line += record.lines;
    return names;
  }

  /** As {@link Schema#names}, without a stream, whose first use costs as much as many rows. */
  private static List<String> names(Schema schema) {
    List<String> names = new ArrayList<>(schema.size());
    for (ColumnSpec column : schema.columns()) {
      names.add(column.name());
    }
    return names;
  }

  private Schema schema(List<String> names) throws IOException {
    Set<String> present = new HashSet<>(names);
    checkPresent(options.datePatterns.keySet(), present, names, "which datePattern names");
    checkPresent(options.types.keySet(), present, names, "which types names");
    if (options.schema != null) {
      checkPresent(names(options.schema), present, names, "which is declared");
      checkDeclared(options.schema, names);
      return options.schema;
    }
    TypeGuess[] guesses = new TypeGuess[names.size()];
    boolean any = false;
    for (int i = 0; i < guesses.length; i++) {
      if (givenType(names.get(i)) == null) {
        guesses[i] = new TypeGuess(CsvColumn.words(options.missingWords));
        any = true;
      }
    }
    if (any) {
      sample(guesses);
    }
    List<ColumnSpec> specs = new ArrayList<>();
    for (int i = 0; i < guesses.length; i++) {
      TypeGuess guess = guesses[i];
      ValueType given = givenType(names.get(i));
      ValueType type = given != null || guess == null ? given : guess.type();
      specs.add(new ColumnSpec(names.get(i), type == null ? ValueType.STRING : type));
    }
    return Schema.of(specs);
  }

  private void checkPresent(
      Collection<String> wanted, Set<String> present, List<String> names, String why) {
    for (String column : wanted) {
      if (!present.contains(column)) {
        throw noColumn(column, names, why);
      }
    }
  }

  private void checkDeclared(Schema declared, List<String> names) {
    for (String column : names) {
      if (!declared.contains(column)) {
        throw new SchemaException(
            "",
            column,
            "",
            NearestNames.of(column, declared.names()),
            String.format(
                Locale.ROOT,
                "%s has a column '%s', which is not declared%s",
                name,
                column,
                NearestNames.hint(column, declared.names())));
      }
    }
  }

  private SchemaException noColumn(String column, List<String> names, String why) {
    return new SchemaException(
        "",
        column,
        "",
        NearestNames.of(column, names),
        String.format(
            Locale.ROOT,
            "%s has no column '%s', %s%s",
            name,
            column,
            why,
            NearestNames.hint(column, names)));
  }

  /** The type that the caller gave to a column, or null when it has to be inferred. */
  private @Nullable ValueType givenType(String column) {
    if (options.schema != null) {
      return options.schema.typeOf(column);
    }
    ValueType type = options.types.get(column);
    String pattern = options.datePatterns.get(column);
    if (type != null || pattern == null) {
      return type;
    }
    return new DatePattern(pattern, options.pivotYear).hasTime()
        ? ValueType.DATE_TIME
        : ValueType.DATE;
  }

  private @Nullable DatePattern pattern(ColumnSpec spec) {
    String text = options.datePatterns.get(spec.name());
    if (text == null) {
      return null;
    }
    DatePattern pattern = new DatePattern(text, options.pivotYear);
    boolean fits =
        spec.type() == ValueType.DATE_TIME || (spec.type() == ValueType.DATE && !pattern.hasTime());
    if (!fits) {
      throw new SchemaException(
          "",
          spec.name(),
          spec.type().name(),
          List.of(),
          String.format(
              Locale.ROOT,
              "column '%s' of %s is declared %s and has the date pattern '%s'; declare it %s",
              spec.name(),
              name,
              spec.type(),
              text,
              pattern.hasTime() ? "DATE_TIME" : "DATE"));
    }
    return pattern;
  }

  /** Looks at the first rows, then goes back to where it began. */
  private void sample(@Nullable TypeGuess[] guesses) throws IOException {
    long lineBefore = line;
    long bytes = 0;
    in.startSample(position);
    while (sampledRows < options.inferFrom && bytes < MOST_SAMPLED_BYTES) {
      int next;
      try {
        next = cutNext();
      } catch (BadDataException unreadable) {
        // It is met again, with its row, when the rows before it have been read.
        break;
      }
      if (next == CsvRecord.INCOMPLETE || record.count != guesses.length) {
        break;
      }
      for (int i = 0; i < guesses.length; i++) {
        TypeGuess guess = guesses[i];
        if (guess != null) {
          guess.see(record.bytes, record.from[i], record.to[i]);
        }
      }
      bytes += next - position;
      position = next;
      line += record.lines;
      sampledRows++;
    }
    position = in.rewind();
    line = lineBefore;
  }

  /**
   * Cuts the record at the present position, blank lines skipped; the position stays at its first
   * byte.
   *
   * @return where the next one begins, or {@link CsvRecord#INCOMPLETE} at the end of the input
   */
  private int cutNext() throws IOException {
    while (true) {
      if (position >= in.last) {
        if (!more()) {
          return CsvRecord.INCOMPLETE;
        }
      } else if (in.bytes[position] == '\n' || in.bytes[position] == '\r') {
        position = afterLineEnd(in.bytes, position);
        line++;
      } else {
        return cut();
      }
    }
  }

  private int cut() throws IOException {
    int next = record.cut(in.bytes, position, in.end, in.isEnded());
    while (next == CsvRecord.INCOMPLETE) {
      if (!more()) {
        throw bad(
            "",
            "",
            "a quote that was opened in the record is never closed; close it, or change the quote"
                + " character with quote(…)");
      }
      next = record.cut(in.bytes, position, in.end, in.isEnded());
    }
    if (record.problem != null) {
      throw new BadDataException(
          place(""),
          shown(in.bytes, position, next),
          "the record's quotes cannot be read: " + record.problem.getMessage(),
          record.problem);
    }
    return next;
  }

  private static int afterLineEnd(byte[] b, int p) {
    return b[p] == '\r' && b[p + 1] == '\n' ? p + 2 : p + 1;
  }

  private boolean more() throws IOException {
    CsvInput.More more;
    try {
      more = in.more(position);
    } catch (CharacterCodingException e) {
      throw new BadDataException(
          place(""), "", "at or behind this line the bytes are not " + options.charset, e);
    }
    position = more == CsvInput.More.NO ? in.end : 0;
    if (more == CsvInput.More.TOO_LONG) {
      throw bad(
          "",
          shown(in.bytes, 0, in.end),
          String.format(
              Locale.ROOT,
              "the record is longer than %d bytes; perhaps a quote is not closed. Change"
                  + " maxRecordBytes(…) if it is right",
              options.maxRecordBytes));
    }
    return more == CsvInput.More.YES;
  }

  // ---- rows

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Optional<Chunk> next(ReadLimit limit) throws IOException {
    if (badData == null && failure == null) {
      int most = (int) Math.max(1, Math.min(limit.maxRows(), limit.maxBytes() / bytesPerRow));
      int capacity = Math.min(most, Math.min(FIRST_ROWS, Math.max(16, FIRST_BYTES / bytesPerRow)));
      for (CsvColumn column : columns) {
        column.begin(arrays, capacity, textBudget(limit.maxBytes()));
      }
      try {
        read(most, limit.maxBytes() / BYTES_OF_TEXT, capacity);
      } catch (BadDataException e) {
        badData = e;
      } catch (IOException e) {
        failure = e;
      }
      Vector[] vectors = new Vector[columns.length];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = columns[columnOf[i]].vector(filled);
      }
      if (filled > 0) {
        Chunk chunk = Chunk.of(firstRow, schema, filled, vectors);
        firstRow += filled;
        filled = 0;
        arrays.given(chunk);
        return Optional.of(chunk);
      }
    }
    if (badData != null) {
      throw badData;
    }
    if (failure != null) {
      throw failure;
    }
    return Optional.empty();
  }

  /** What the dictionary of each column of text may take. */
  private long textBudget(long maxBytes) {
    int texts = 0;
    for (CsvColumn column : columns) {
      texts += column.isText() ? 1 : 0;
    }
    return maxBytes / Math.max(1, texts);
  }

  /** Reads rows until there are enough of them, or of their bytes; but at least one. */
  private void read(int most, long mostBytes, int firstCapacity) throws IOException {
    int capacity = firstCapacity;
    long left = mostBytes;
    byte[] b = in.bytes;
    while (filled < most && left >= 0) {
      int p = position;
      if (p >= in.last) {
        if (!more()) {
          return;
        }
        b = in.bytes;
        continue;
      }
      if (b[p] == '\n' || b[p] == '\r') {
        position = afterLineEnd(b, p);
        line++;
        continue;
      }
      if (filled == capacity) {
        capacity = grow(capacity, most);
      }
      int next = row(b, p, filled);
      if (next == CsvColumn.UNUSUAL) {
        next = cutRow();
        b = in.bytes;
        line += record.lines;
      } else {
        line++;
      }
      left -= next - position;
      position = next;
      filled++;
    }
  }

  private int grow(int capacity, int most) {
    int larger = (int) Math.min(2L * capacity, most);
    for (CsvColumn column : columns) {
      column.grow(larger);
    }
    return larger;
  }

  /** Reads a record where it stands; answers where the next begins. */
  private int row(byte[] b, int start, int row) {
    CsvColumn[] all = columns;
    byte between = delimiter;
    int p = start;
    int lastColumn = all.length - 1;
    for (int i = 0; i < lastColumn; i++) {
      p = all[i].read(b, p, row);
      if (p < 0 || b[p] != between) {
        return CsvColumn.UNUSUAL;
      }
      p++;
    }
    p = all[lastColumn].read(b, p, row);
    if (p < 0 || b[p] == between) {
      return CsvColumn.UNUSUAL;
    }
    return afterLineEnd(b, p);
  }

  /** Reads a record after cutting it; answers where the next begins. */
  private int cutRow() throws IOException {
    int next = cut();
    if (record.count != columns.length) {
      throw bad(
          "",
          shown(in.bytes, position, next),
          String.format(
              Locale.ROOT,
              "%d values found where there are %d columns; check for delimiters inside values that"
                  + " are not quoted",
              record.count,
              columns.length));
    }
    for (int i = 0; i < columns.length; i++) {
      String problem = columns[i].cell(record.bytes, record.from[i], record.to[i], filled);
      if (problem != null) {
        if (options.onBadCell == OnBadCell.FAIL || problem.equals(NOT_UTF8)) {
          throw bad(columns[i].spec.name(), shown(i), explained(i, problem));
        }
        columns[i].setMissing(filled);
        setMissing++;
      }
    }
    return next;
  }

  private String explained(int column, String problem) {
    String what =
        String.format(
            Locale.ROOT,
            "'%s' does not fit a column of type %s: %s",
            shown(column),
            columns[column].spec.type(),
            problem);
    return inferred[column]
        ? String.format(
            Locale.ROOT,
            "%s. The type was inferred from the first %d rows; declare it with types(…)",
            what,
            sampledRows)
        : what;
  }

  private String shown(int cell) {
    return shown(record.bytes, record.from[cell], record.to[cell]);
  }

  private static String shown(byte[] b, int from, int to) {
    int length = Math.min(to - from, LONGEST_VALUE_SHOWN);
    String text = new String(b, from, length, StandardCharsets.UTF_8).strip();
    return length < to - from ? text + "…" : text;
  }

  private Place place(String column) {
    return new Place(name, line, badRow(), column);
  }

  /** Nothing but the head is read while there are no columns yet. */
  private long badRow() {
    return columns == null ? -1 : firstRow + filled;
  }

  private BadDataException bad(String column, String value, String problem) {
    return new BadDataException(place(column), value, problem);
  }

  // ---- what else a reader answers

  @Override
  public void release(Chunk chunk) {
    arrays.release(chunk);
  }

  @Override
  public long cellsSetMissing() {
    return setMissing;
  }

  @Override
  public OptionalLong bytesRead() {
    return OptionalLong.of(in.bytesRead());
  }

  @Override
  public long retainedBytes() {
    long sum = in.retainedBytes() + arrays.retainedBytes() + record.retainedBytes();
    for (CsvColumn column : columns) {
      sum += column.retainedBytes();
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
