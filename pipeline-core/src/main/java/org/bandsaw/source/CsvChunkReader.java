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
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.SourceLocation;
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

  private static final int MAX_EXCERPT_BYTES = 80;

  /** What a byte of text takes at most, as a string and in the table of known texts. */
  private static final int TEXT_EXPANSION_FACTOR = 2;

  private static final int MAX_SAMPLE_BYTES = 4 << 20;
  private static final int INITIAL_ROWS = 16_384;
  private static final int INITIAL_BYTES = 4 << 20;

  private final String name;
  private final CsvOptions options;
  private final byte delimiter;
  private final CsvInput in;
  private final CsvRecord record;
  private final Schema schema;
  private final CsvColumn[] columns;
  private final int[] fileColumnIndexes;
  private final boolean[] inferred;
  private final CsvArrayPool arrays;
  private final int bytesPerRow;

  private int position;
  private long line = 1;
  private long firstRow;
  private int filledRows;
  private int sampledRows;
  private long missingCellCount;
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
    this.fileColumnIndexes = new int[schema.size()];
    this.inferred = new boolean[names.size()];
    int bytes = 0;
    for (int i = 0; i < columns.length; i++) {
      int place = schema.indexOf(names.get(i));
      ColumnSpec spec = schema.column(place);
      fileColumnIndexes[place] = i;
      columns[i] = new CsvColumn(spec, options, datePattern(spec));
      inferred[i] = sampledRows > 0 && declaredType(spec.name()) == null;
      bytes += columns[i].bytesPerRow();
    }
    this.bytesPerRow = bytes;
    this.arrays = new CsvArrayPool(columns.length);
  }

  // ---- the head: names and types

  /** The names of the file's columns, in its order. */
  private List<String> names() throws IOException {
    Schema declared = options.schema;
    if (!options.header && declared != null) {
      return names(declared);
    }
    int next = tokenizeNext();
    if (next == CsvRecord.INCOMPLETE) {
      throw badDataException(
          "",
          "",
          options.header
              ? "the file is empty; a header line with the names of the columns is needed"
              : "the file is empty and has no header; declare its columns with schema(…)");
    }
    List<String> names = new ArrayList<>();
    if (!options.header) {
      for (int i = 1; i <= record.cellCount; i++) {
        names.add("c" + i);
      }
      return names;
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < record.cellCount; i++) {
      String column =
          CsvDictionaryEncoder.decode(record.bytes, record.cellStarts[i], record.cellEnds[i]);
      if (column == null) {
        throw badDataException("", excerpt(i), "column " + (i + 1) + " of the header: " + NOT_UTF8);
      }
      column = column.strip();
      if (column.isEmpty()) {
        throw badDataException(
            "",
            "",
            String.format(
                Locale.ROOT,
                "column %d of %d has no name in the header; name it there, or declare all columns"
                    + " with schema(…) and header(false) on a file without its header line",
                i + 1,
                record.cellCount));
      }
      Integer before = seen.put(column, i + 1);
      if (before != null) {
        throw badDataException(
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
    line += record.lineCount;
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
    TypeInference[] guesses = new TypeInference[names.size()];
    boolean any = false;
    for (int i = 0; i < guesses.length; i++) {
      if (declaredType(names.get(i)) == null) {
        guesses[i] = new TypeInference(CsvColumn.encodeWords(options.missingWords));
        any = true;
      }
    }
    if (any) {
      sample(guesses);
    }
    List<ColumnSpec> specs = new ArrayList<>();
    for (int i = 0; i < guesses.length; i++) {
      TypeInference guess = guesses[i];
      ValueType given = declaredType(names.get(i));
      ValueType type = given != null || guess == null ? given : guess.inferredType();
      specs.add(new ColumnSpec(names.get(i), type == null ? ValueType.STRING : type));
    }
    return Schema.of(specs);
  }

  private void checkPresent(
      Collection<String> wanted, Set<String> present, List<String> names, String why) {
    for (String column : wanted) {
      if (!present.contains(column)) {
        throw missingColumn(column, names, why);
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

  private SchemaException missingColumn(String column, List<String> names, String why) {
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
  private @Nullable ValueType declaredType(String column) {
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

  private @Nullable DatePattern datePattern(ColumnSpec spec) {
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
  private void sample(@Nullable TypeInference[] guesses) throws IOException {
    long lineBefore = line;
    long bytes = 0;
    in.startSample(position);
    while (sampledRows < options.inferFrom && bytes < MAX_SAMPLE_BYTES) {
      int next;
      try {
        next = tokenizeNext();
      } catch (BadDataException unreadable) {
        // It is met again, with its row, when the rows before it have been read.
        break;
      }
      if (next == CsvRecord.INCOMPLETE || record.cellCount != guesses.length) {
        break;
      }
      for (int i = 0; i < guesses.length; i++) {
        TypeInference guess = guesses[i];
        if (guess != null) {
          guess.addCell(record.bytes, record.cellStarts[i], record.cellEnds[i]);
        }
      }
      bytes += next - position;
      position = next;
      line += record.lineCount;
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
  private int tokenizeNext() throws IOException {
    while (true) {
      if (position >= in.completeEnd) {
        if (!fillBuffer()) {
          return CsvRecord.INCOMPLETE;
        }
      } else if (in.bytes[position] == '\n' || in.bytes[position] == '\r') {
        position = afterLineEnd(in.bytes, position);
        line++;
      } else {
        return tokenize();
      }
    }
  }

  private int tokenize() throws IOException {
    int next = record.tokenize(in.bytes, position, in.end, in.isEnded());
    while (next == CsvRecord.INCOMPLETE) {
      if (!fillBuffer()) {
        throw badDataException(
            "",
            "",
            "a quote that was opened in the record is never closed; close it, or change the quote"
                + " character with quote(…)");
      }
      next = record.tokenize(in.bytes, position, in.end, in.isEnded());
    }
    if (record.problem != null) {
      throw new BadDataException(
          place(""),
          excerpt(in.bytes, position, next),
          "the record's quotes cannot be read: " + record.problem.getMessage(),
          record.problem);
    }
    return next;
  }

  private static int afterLineEnd(byte[] b, int p) {
    return b[p] == '\r' && b[p + 1] == '\n' ? p + 2 : p + 1;
  }

  private boolean fillBuffer() throws IOException {
    CsvInput.FillResult more;
    try {
      more = in.fill(position);
    } catch (CharacterCodingException e) {
      throw new BadDataException(
          place(""), "", "at or behind this line the bytes are not " + options.charset, e);
    }
    position = more == CsvInput.FillResult.END_OF_INPUT ? in.end : 0;
    if (more == CsvInput.FillResult.RECORD_TOO_LONG) {
      throw badDataException(
          "",
          excerpt(in.bytes, 0, in.end),
          String.format(
              Locale.ROOT,
              "the record is longer than %d bytes; perhaps a quote is not closed. Change"
                  + " maxRecordBytes(…) if it is right",
              options.maxRecordBytes));
    }
    return more == CsvInput.FillResult.FILLED;
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
      int capacity =
          Math.min(most, Math.min(INITIAL_ROWS, Math.max(16, INITIAL_BYTES / bytesPerRow)));
      for (CsvColumn column : columns) {
        column.beginChunk(arrays, capacity, dictionaryBudget(limit.maxBytes()));
      }
      try {
        readRows(most, limit.maxBytes() / TEXT_EXPANSION_FACTOR, capacity);
      } catch (BadDataException e) {
        badData = e;
      } catch (IOException e) {
        failure = e;
      }
      Vector[] vectors = new Vector[columns.length];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = columns[fileColumnIndexes[i]].toVector(filledRows);
      }
      if (filledRows > 0) {
        Chunk chunk = Chunk.of(firstRow, schema, filledRows, vectors);
        firstRow += filledRows;
        filledRows = 0;
        arrays.issued(chunk);
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
  private long dictionaryBudget(long maxBytes) {
    int texts = 0;
    for (CsvColumn column : columns) {
      texts += column.isText() ? 1 : 0;
    }
    return maxBytes / Math.max(1, texts);
  }

  /** Reads rows until there are enough of them, or of their bytes; but at least one. */
  private void readRows(int most, long mostBytes, int firstCapacity) throws IOException {
    int capacity = firstCapacity;
    long left = mostBytes;
    byte[] b = in.bytes;
    while (filledRows < most && left >= 0) {
      int p = position;
      if (p >= in.completeEnd) {
        if (!fillBuffer()) {
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
      if (filledRows == capacity) {
        capacity = grow(capacity, most);
      }
      int next = readRow(b, p, filledRows);
      if (next == CsvColumn.SLOW_PATH) {
        next = readTokenizedRow();
        b = in.bytes;
        line += record.lineCount;
      } else {
        line++;
      }
      left -= next - position;
      position = next;
      filledRows++;
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
  private int readRow(byte[] b, int start, int row) {
    CsvColumn[] all = columns;
    byte between = delimiter;
    int p = start;
    int lastColumn = all.length - 1;
    for (int i = 0; i < lastColumn; i++) {
      p = all[i].read(b, p, row);
      if (p < 0 || b[p] != between) {
        return CsvColumn.SLOW_PATH;
      }
      p++;
    }
    p = all[lastColumn].read(b, p, row);
    if (p < 0 || b[p] == between) {
      return CsvColumn.SLOW_PATH;
    }
    return afterLineEnd(b, p);
  }

  /** Reads a record after cutting it; answers where the next begins. */
  private int readTokenizedRow() throws IOException {
    int next = tokenize();
    if (record.cellCount != columns.length) {
      throw badDataException(
          "",
          excerpt(in.bytes, position, next),
          String.format(
              Locale.ROOT,
              "%d values found where there are %d columns; check for delimiters inside values that"
                  + " are not quoted",
              record.cellCount,
              columns.length));
    }
    for (int i = 0; i < columns.length; i++) {
      String problem =
          columns[i].readCell(record.bytes, record.cellStarts[i], record.cellEnds[i], filledRows);
      if (problem != null) {
        if (options.onBadCell == OnBadCell.FAIL || problem.equals(NOT_UTF8)) {
          throw badDataException(columns[i].spec.name(), excerpt(i), describeBadCell(i, problem));
        }
        columns[i].setMissing(filledRows);
        missingCellCount++;
      }
    }
    return next;
  }

  private String describeBadCell(int column, String problem) {
    String what =
        String.format(
            Locale.ROOT,
            "'%s' does not fit a column of type %s: %s",
            excerpt(column),
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

  private String excerpt(int cell) {
    return excerpt(record.bytes, record.cellStarts[cell], record.cellEnds[cell]);
  }

  private static String excerpt(byte[] b, int from, int to) {
    int length = Math.min(to - from, MAX_EXCERPT_BYTES);
    String text = new String(b, from, length, StandardCharsets.UTF_8).strip();
    return length < to - from ? text + "…" : text;
  }

  private SourceLocation place(String column) {
    return new SourceLocation(name, line, currentRow(), column);
  }

  /** Nothing but the head is read while there are no columns yet. */
  private long currentRow() {
    return columns == null ? -1 : firstRow + filledRows;
  }

  private BadDataException badDataException(String column, String value, String problem) {
    return new BadDataException(place(column), value, problem);
  }

  // ---- what else a reader answers

  @Override
  public void release(Chunk chunk) {
    arrays.release(chunk);
  }

  @Override
  public long cellsSetMissing() {
    return missingCellCount;
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
