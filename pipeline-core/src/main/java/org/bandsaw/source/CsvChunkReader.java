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
 * Reads a file of separated values into vectors. The columns parse a record in place, one after
 * another. A record with a quote, or with a cell that does not fit, is first split into cells.
 *
 * <p>The rows before an unreadable record are returned before the exception is thrown, so that they
 * do not depend on the size of the chunks.
 */
final class CsvChunkReader implements ChunkReader {

  static final String NOT_UTF8 =
      "its bytes are not UTF-8; set the encoding of the file with charset(…)";

  private static final int MAX_EXCERPT_BYTES = 80;

  /** Maximum bytes held per byte of text, in its string and in the dictionary encoder. */
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

  // Where the next row to be returned starts, or the blank lines before it.
  private long nextByteOffset;
  private long nextLine;

  // The last row with blank lines before it that was reached, and where these lines start.
  private long blankLinesRow = -1;
  private long blankLinesByteOffset;
  private long blankLinesLine;

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
      int index = schema.indexOf(names.get(i));
      ColumnSpec spec = schema.column(index);
      fileColumnIndexes[index] = i;
      columns[i] = new CsvColumn(spec, options, datePattern(spec));
      inferred[i] = sampledRows > 0 && declaredType(spec.name()) == null;
      bytes += columns[i].bytesPerRow();
    }
    this.bytesPerRow = bytes;
    this.arrays = new CsvArrayPool(columns.length);
    updatePosition();
  }

  // ---- schema

  /** Returns the names of the columns in the order of the file. */
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
    if (!options.header) {
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= record.cellCount; i++) {
        names.add("c" + i);
      }
      return names;
    }
    List<String> names = headerNames();
    position = next;
    line += record.lineCount;
    return names;
  }

  /** Returns the names in the header, which is the current record. */
  private List<String> headerNames() {
    List<String> names = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
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
                "column %d of %d has no name in the header; name it there, or remove the header"
                    + " line and declare all columns with schema(…) and header(false)",
                i + 1,
                record.cellCount));
      }
      Integer first = numbers.put(column, i + 1);
      if (first != null) {
        throw badDataException(
            column,
            column,
            String.format(
                Locale.ROOT,
                "the header has this name twice, as column %d and as column %d; rename one of them",
                first,
                i + 1));
      }
      names.add(column);
    }
    return names;
  }

  /** Like {@link Schema#names}, without a stream, whose first use costs as much as many rows. */
  private static List<String> names(Schema schema) {
    List<String> names = new ArrayList<>(schema.size());
    for (ColumnSpec column : schema.columns()) {
      names.add(column.name());
    }
    return names;
  }

  private Schema schema(List<String> names) throws IOException {
    Set<String> present = new HashSet<>(names);
    checkPresent(options.datePatterns.keySet(), present, names, "which datePattern(…) names");
    checkPresent(options.types.keySet(), present, names, "which types(…) names");
    if (options.schema != null) {
      checkPresent(names(options.schema), present, names, "which is declared");
      checkDeclared(options.schema, names);
      return options.schema;
    }
    TypeInference[] inferences = new TypeInference[names.size()];
    boolean anyInferred = false;
    for (int i = 0; i < inferences.length; i++) {
      if (declaredType(names.get(i)) == null) {
        inferences[i] = new TypeInference(CsvColumn.encodeWords(options.missingWords));
        anyInferred = true;
      }
    }
    if (anyInferred) {
      sample(inferences);
    }
    List<ColumnSpec> specs = new ArrayList<>();
    for (int i = 0; i < inferences.length; i++) {
      TypeInference inference = inferences[i];
      ValueType declared = declaredType(names.get(i));
      ValueType type = declared != null || inference == null ? declared : inference.inferredType();
      specs.add(new ColumnSpec(names.get(i), type == null ? ValueType.STRING : type));
    }
    return Schema.of(specs);
  }

  private void checkPresent(
      Collection<String> required, Set<String> present, List<String> names, String why) {
    for (String column : required) {
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

  /** Returns the declared type of a column, or null if it is inferred. */
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

  /** Infers types from the first rows, then returns to the first of them. */
  private void sample(@Nullable TypeInference[] inferences) throws IOException {
    long lineBefore = line;
    long bytes = 0;
    in.startSample(position);
    while (sampledRows < options.inferFrom && bytes < MAX_SAMPLE_BYTES) {
      int next;
      try {
        next = tokenizeNext();
      } catch (BadDataException unreadable) {
        // Thrown again, with its row, after the rows before it were returned.
        break;
      }
      if (next == CsvRecord.INCOMPLETE || record.cellCount != inferences.length) {
        break;
      }
      for (int i = 0; i < inferences.length; i++) {
        TypeInference inference = inferences[i];
        if (inference != null) {
          inference.addCell(record.bytes, record.cellStarts[i], record.cellEnds[i]);
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
   * Skips blank lines, then splits the record at the position, which remains at its first byte.
   *
   * @return start of the next record, or {@link CsvRecord#INCOMPLETE} at the end of the input
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
            "a quote that was opened in the record is never closed; close it, or set another quote"
                + " character with quote(…)");
      }
      next = record.tokenize(in.bytes, position, in.end, in.isEnded());
    }
    if (record.problem != null) {
      throw new BadDataException(
          location(""),
          excerpt(in.bytes, position, next),
          "the record's quotes cannot be read: " + record.problem.getMessage(),
          record.problem);
    }
    return next;
  }

  private static int afterLineEnd(byte[] b, int p) {
    return b[p] == '\r' && b[p + 1] == '\n' ? p + 2 : p + 1;
  }

  /** Reads more bytes into the window. Returns false at the end of the input. */
  private boolean fillBuffer() throws IOException {
    if (in.isEnded()) {
      return false;
    }
    int from = position;
    position = 0; // fill moves the bytes there, even if it fails
    CsvInput.FillResult result;
    try {
      result = in.fill(from);
    } catch (CharacterCodingException e) {
      throw new BadDataException(
          location(""), "", "at or after this line the bytes are not " + options.charset, e);
    }
    if (result == CsvInput.FillResult.RECORD_TOO_LONG) {
      throw badDataException(
          "",
          excerpt(in.bytes, 0, in.end),
          String.format(
              Locale.ROOT,
              "the record is longer than %d bytes; perhaps a quote is not closed. If the record is"
                  + " right, increase maxRecordBytes(…)",
              options.maxRecordBytes));
    }
    return result == CsvInput.FillResult.FILLED;
  }

  // ---- rows

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Optional<Chunk> next(ReadLimit limit) throws IOException {
    if (badData == null && failure == null) {
      Chunk chunk = readChunk(limit);
      if (chunk != null) {
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

  /** Reads rows until the limit, the end or a failure. Returns null if there are none. */
  private @Nullable Chunk readChunk(ReadLimit limit) {
    int maxRows = (int) Math.max(1, Math.min(limit.maxRows(), limit.maxBytes() / bytesPerRow));
    int capacity =
        Math.min(maxRows, Math.min(INITIAL_ROWS, Math.max(16, INITIAL_BYTES / bytesPerRow)));
    for (CsvColumn column : columns) {
      column.beginChunk(arrays, capacity, dictionaryBudget(limit.maxBytes()));
    }
    try {
      readRows(maxRows, limit.maxBytes() / TEXT_EXPANSION_FACTOR, capacity);
    } catch (BadDataException e) {
      badData = e;
    } catch (IOException e) {
      failure = e;
    }
    Vector[] vectors = new Vector[columns.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = columns[fileColumnIndexes[i]].toVector(filledRows);
    }
    if (filledRows == 0) {
      return null;
    }
    Chunk chunk = Chunk.of(firstRow, schema, filledRows, vectors);
    firstRow += filledRows;
    filledRows = 0;
    updatePosition();
    arrays.issued(chunk);
    return chunk;
  }

  private void updatePosition() {
    boolean hasBlankLines = blankLinesRow == firstRow;
    nextByteOffset = hasBlankLines ? blankLinesByteOffset : in.byteOffset(position);
    nextLine = hasBlankLines ? blankLinesLine : line;
  }

  /** Returns the maximum bytes of the dictionary of each text column. */
  private long dictionaryBudget(long maxBytes) {
    int texts = 0;
    for (CsvColumn column : columns) {
      texts += column.isText() ? 1 : 0;
    }
    return maxBytes / Math.max(1, texts);
  }

  /** Reads rows until either limit is reached, but at least one. */
  private void readRows(int maxRows, long maxBytes, int initialCapacity) throws IOException {
    int capacity = initialCapacity;
    long left = maxBytes;
    byte[] b = in.bytes;
    while (filledRows < maxRows && left >= 0) {
      int p = position;
      if (p >= in.completeEnd) {
        if (!fillBuffer()) {
          return;
        }
        b = in.bytes;
        continue;
      }
      if (b[p] == '\n' || b[p] == '\r') {
        skipBlankLine(b, p);
        continue;
      }
      if (filledRows == capacity) {
        capacity = grow(capacity, maxRows);
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

  private void skipBlankLine(byte[] b, int start) {
    if (blankLinesRow != firstRow + filledRows) {
      blankLinesRow = firstRow + filledRows;
      blankLinesByteOffset = in.byteOffset(start);
      blankLinesLine = line;
    }
    position = afterLineEnd(b, start);
    line++;
  }

  private int grow(int capacity, int maxCapacity) {
    int larger = (int) Math.min(2L * capacity, maxCapacity);
    for (CsvColumn column : columns) {
      column.grow(larger);
    }
    return larger;
  }

  /** Reads a record in place. Returns the start of the next, or {@link CsvColumn#SLOW_PATH}. */
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

  /** Splits a record into cells, then reads these. Returns the start of the next record. */
  private int readTokenizedRow() throws IOException {
    int next = tokenize();
    if (record.cellCount != columns.length) {
      throw badDataException(
          "",
          excerpt(in.bytes, position, next),
          String.format(
              Locale.ROOT,
              "%d values found, but there are %d columns; check for delimiters inside values that"
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

  private SourceLocation location(String column) {
    // While there are no columns yet, only the header and the sample are read.
    long row = columns == null ? -1 : firstRow + filledRows;
    return new SourceLocation(name, line, row, column);
  }

  private BadDataException badDataException(String column, String value, String problem) {
    return new BadDataException(location(column), value, problem);
  }

  // ---- other methods of a reader

  @Override
  public Optional<SourcePosition> position() {
    return Optional.of(
        new SourcePosition(
            firstRow,
            OptionalLong.of(nextLine),
            nextByteOffset < 0 ? OptionalLong.empty() : OptionalLong.of(nextByteOffset)));
  }

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
