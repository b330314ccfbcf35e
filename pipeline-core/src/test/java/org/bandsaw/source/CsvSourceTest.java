package org.bandsaw.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bandsaw.source.SourceRows.all;
import static org.bandsaw.source.SourceRows.csv;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.ValueType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSourceTest {

  private static List<ValueType> types(Source source) {
    return source.schema().columns().stream().map(ColumnSpec::type).toList();
  }

  private static BadDataException bad(Source source) {
    return catchThrowableOfType(BadDataException.class, () -> all(source));
  }

  private static CsvSource typed(String text, ValueType type) {
    return csv("a\n" + text + "\n").types(Map.of("a", type));
  }

  @Nested
  class Inference {

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
      "1, DOUBLE",
      "-1.5e-3, DOUBLE",
      "+.5, DOUBLE",
      "5., DOUBLE",
      "0, DOUBLE",
      "0.5, DOUBLE",
      "123456789012345, DOUBLE",
      "1234567890123456, STRING",
      "0.12345678901234567, DOUBLE",
      "007, STRING",
      "-07, STRING",
      "00.5, STRING",
      "Infinity, STRING",
      "1e, STRING",
      "., STRING",
      "-, STRING",
      "0x10, STRING",
      "1d, STRING",
      "true, BOOLEAN",
      "False, BOOLEAN",
      "2024-02-29, DATE",
      "2023-02-29, STRING",
      "2024-13-01, STRING",
      "2024-05-17T08:15, DATE_TIME",
      "2024-05-17T08:15:30, DATE_TIME",
      "2024-05-17 08:15:30.123456, DATE_TIME",
      "2024-05-17T08:15:30.1234567, STRING",
      "2024-05-17T08:15:30.1234560, DATE_TIME",
      "2024-05-17T24:00:00, STRING",
      "2024-05-17T08:15:30Z, INSTANT",
      "2024-05-17T08:15:30+02:00, INSTANT",
      "2024-05-17T08:15:30.5-0230, INSTANT",
      "2024-05-17T08:15:30+2, STRING",
      "NA, STRING",
      "abc, STRING",
    })
    void choosesTheMostSpecificTypeOfTheText(String text, ValueType type) {
      assertThat(types(csv("a\n" + text + "\n"))).containsExactly(type);
    }

    @Test
    void ignoresMissingCells() {
      assertThat(types(csv("a,b,c\n,NA,\nNaN,null,\n1,2024-01-01,\n")))
          .containsExactly(ValueType.DOUBLE, ValueType.DATE, ValueType.STRING);
    }

    @Test
    void makesAMixedColumnText() {
      assertThat(types(csv("a,b,c\n1,true,2024-01-01\nx,1,2024-01-01T00:00\n")))
          .containsExactly(ValueType.STRING, ValueType.STRING, ValueType.STRING);
    }

    @Test
    void keepsTheDefaultMissingWordsInATextColumn() {
      assertThat(all(csv("country\nNA\nDE\n"))).containsExactly("NA", "DE");
    }

    @Test
    void doesNotApplyToDeclaredColumns() {
      var source = csv("a,b\n1,1\n").types(Map.of("b", ValueType.INT));
      assertThat(types(source)).containsExactly(ValueType.DOUBLE, ValueType.INT);
    }

    @Test
    void isNamedInTheMessageIfALaterCellDoesNotFit() {
      BadDataException e = bad(csv("a\n1\n2\nx\n").inferFrom(2));
      assertThat(e)
          .hasMessage(
              "test.csv:4, row 2, column 'a': 'x' does not fit a column of type DOUBLE: it is not a"
                  + " number. The type was inferred from the first 2 rows; declare it with"
                  + " types(…)");
      assertThat(e.value()).isEqualTo("x");
      assertThat(e.location().line()).isEqualTo(4);
      assertThat(e.location().row()).isEqualTo(2);
      assertThat(e.location().column()).isEqualTo("a");
    }

    @Test
    void isIndependentOfTheSizeOfTheBuffer() {
      StringBuilder text = new StringBuilder("a,b\n");
      for (int i = 0; i < 500; i++) {
        text.append(i).append(",\"q").append(i).append("\n\"\n");
      }
      var source = csv(text.append("x,y").toString());
      assertThat(all(source.bufferBytes(64))).hasSize(501).isEqualTo(all(source));
      assertThat(types(source.bufferBytes(64).inferFrom(500)))
          .containsExactly(ValueType.DOUBLE, ValueType.STRING);
    }

    @Test
    void endsBeforeARecordThatCannotBeRead() {
      List<String> rows = new ArrayList<>();
      var source = csv("a,b\n1,2\n3\n");
      assertThatThrownBy(
              () -> {
                try (ChunkReader reader = source.open()) {
                  assertThat(reader.schema().typeOf("a")).isEqualTo(ValueType.DOUBLE);
                  SourceRows.rest(reader, 100, rows);
                }
              })
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("test.csv:3, row 1: 1 values found, but there are 2 columns");
      assertThat(rows).hasSize(1);
    }
  }

  @Nested
  class Cells {

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
      "INT, 2147483647, 2147483647",
      "INT, -2147483647, -2147483647",
      "INT, ' +7 ', 7",
      "INT, 007, 7",
      "LONG, 9223372036854775807, 9223372036854775807",
      "LONG, -9223372036854775807, -9223372036854775807",
      "LONG, 12345678, 12345678",
      "BOOLEAN, TRUE, true",
      "BOOLEAN, 0, false",
      "DATE, 1969-12-31, 1969-12-31",
      "DATE, 0000-02-29, 0000-02-29",
      "DATE_TIME, 1969-12-31T23:59:59.999999, 1969-12-31T23:59:59.999999",
      "DATE_TIME, 2024-05-17 08:15, 2024-05-17T08:15:00",
      "DATE_TIME, 2024-05-17T08:15:30.5, 2024-05-17T08:15:30.500",
      "INSTANT, 2024-05-17T08:15:30+02:00, 2024-05-17T06:15:30Z",
      "INSTANT, 2024-05-17T08:15:30-0230, 2024-05-17T10:45:30Z",
      "STRING, '  x ', '  x '",
    })
    void areReadAsTheTypeOfTheirColumn(ValueType type, String text, String expected) {
      assertThat(all(typed(text, type))).containsExactly(expected);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
      "INT, -2147483648, declare the column LONG",
      "INT, 2147483648, declare the column LONG",
      "INT, 99999999999999999999, declare the column LONG",
      "INT, 1.0, declare the column DOUBLE",
      "INT, one, it is not a whole number",
      "LONG, -9223372036854775808, declare the column STRING",
      "LONG, 9223372036854775808, declare the column STRING",
      "LONG, 1e3, declare the column DOUBLE",
      "DOUBLE, 1e999, it is too large for a DOUBLE",
      "DOUBLE, 1 2, it is not a number",
      "BOOLEAN, yes, it is neither true nor false",
      "DATE, 2023-02-29, it is not a date as in 2024-05-17",
      "DATE, 17.05.2024, datePattern",
      "DATE_TIME, 2024-05-17, it is not a time as in",
      "DATE_TIME, 2024-05-17T08:15:30Z, declare the column INSTANT",
      "DATE_TIME, 2024-05-17T08:15:30.1234567, more precise than a microsecond",
      "DATE_TIME, 2024-05-17T08:15:60, it is not a time as in",
      "INSTANT, 2024-05-17T08:15:30, declare the column DATE_TIME",
    })
    void thatDoNotFitAreReported(ValueType type, String text, String advice) {
      BadDataException e = bad(typed(text, type));
      assertThat(e)
          .hasMessageStartingWith("test.csv:2, row 0, column 'a': '" + text + "' does not fit")
          .hasMessageContaining(type.name())
          .hasMessageContaining(advice);
      assertThat(e.value()).isEqualTo(text);
    }

    @Test
    void thatDoNotFitCanBeSetToMissingAndAreCounted() throws IOException {
      var source =
          csv("a,b,c\n1,x,t\nx,2,\"t\"\n")
              .types(Map.of("a", ValueType.INT, "b", ValueType.INT, "c", ValueType.STRING))
              .onBadCell(OnBadCell.SET_MISSING);
      try (ChunkReader reader = source.open()) {
        List<String> rows = new ArrayList<>();
        SourceRows.rest(reader, 1, rows);
        assertThat(rows).containsExactly("1|.|t", ".|2|t");
        assertThat(reader.cellsSetMissing()).isEqualTo(2);
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"INT", "LONG", "DOUBLE", "BOOLEAN", "DATE", "DATE_TIME", "INSTANT", "STRING"})
    void areMissingIfTheyAreEmptyQuotedOrNot(ValueType type) {
      var source = csv("a,b\n,1\n\"\",1\n").types(Map.of("a", type, "b", ValueType.INT));
      assertThat(all(source)).containsExactly(".|1", ".|1");
    }

    @Test
    void areMissingForTheDefaultWordsExceptInText() {
      var source =
          csv("a,b\nNA,NA\nnull,null\n \t,\nnan,\"NaN\"\n")
              .types(Map.of("a", ValueType.INT, "b", ValueType.STRING));
      assertThat(all(source)).containsExactly(".|NA", ".|null", ".|.", ".|NaN");
    }

    @Test
    void areMissingForConfiguredWordsInEveryColumn() {
      var source =
          csv("a,b,c\n-999,?,?\n-99,-999,\"-999\"\n5,unknown!,1\nNaN,NA,2\n")
              .missingWords("-999", "?", "unknown!");
      assertThat(all(source))
          .containsExactly(".|.|.", "-0x1.8cp6|.|.", "0x1.4p2|.|0x1.0p0", ".|NA|0x1.0p1");
    }

    @Test
    void preserveInfinityAndNegativeZero() {
      assertThat(all(typed("-Infinity\n-0\n-0.0e0", ValueType.DOUBLE)))
          .containsExactly("-Infinity", "-0x0.0p0", "-0x0.0p0");
    }

    @Test
    void ofTextMayBeLongAndContainAnyCharacter() {
      String longText = "ä".repeat(40_000) + "\u0000 end";
      assertThat(all(csv("a\n" + longText + "\nπ\na\u0000\na\n𝄞𝄞\n12345678\n")))
          .containsExactly(longText, "π", "a\u0000", "a", "𝄞𝄞", "12345678");
    }

    @Test
    void ofTextThatIsNotUtf8AreReportedAndNeverReplaced() {
      byte[] latin = "a,b\n1,x\n2,Stra\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1);
      var source = csv(latin).onBadCell(OnBadCell.SET_MISSING);
      assertThat(bad(source))
          .hasMessageContaining("test.csv:3, row 1, column 'b'")
          .hasMessageContaining("not UTF-8")
          .hasMessageContaining("charset(…)");
      assertThat(all(csv(latin).charset(StandardCharsets.ISO_8859_1)))
          .containsExactly("0x1.0p0|x", "0x1.0p1|Straße");
      assertThat(all(csv("a\n\uFFFD\n"))).containsExactly("\uFFFD");
    }

    @Test
    void inQuotesIncreaseTheRetainedBytes() throws IOException {
      String cell = "x".repeat(100_000);
      long plain = retainedBytes("a\n" + cell + "\n");
      long quoted = retainedBytes("a\n\"" + cell + "\"\n");

      // At least the bytes without quotes, and a character for each of them in FastCSV.
      assertThat(quoted - plain).isGreaterThan(3 * 100_000);
    }

    private static long retainedBytes(String text) throws IOException {
      try (ChunkReader reader = csv(text).open()) {
        assertThat(reader.next(ReadLimit.ofRows(10))).isPresent();
        return reader.retainedBytes();
      }
    }

    @Test
    void ofManyDistinctTextsAreReadAfterTheDictionaryIsReplaced() throws IOException {
      StringBuilder text = new StringBuilder("a,b\n");
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 80_000; i++) {
        text.append('k').append(i).append(",longer text ").append(i).append('\n');
        expected.add("k" + i + "|longer text " + i);
      }
      try (ChunkReader reader = csv(text.toString()).open()) {
        List<String> rows = new ArrayList<>();
        SourceRows.rest(reader, 5_000, rows);
        assertThat(rows).isEqualTo(expected);
        // Two columns of at most 65 536 + 5 000 texts, about 250 bytes each.
        assertThat(reader.retainedBytes()).isLessThan(2L * 70_600 * 400);
      }
    }
  }

  @Nested
  class DatePatterns {

    @Test
    void readTwoDigitYearsFromThePivotYearOn() {
      var source = csv("d\n10/31/46\n01/02/69\n12/31/68\n").datePattern("d", "MM/dd/yy");
      assertThat(types(source)).containsExactly(ValueType.DATE);
      assertThat(all(source)).containsExactly("2046-10-31", "1969-01-02", "2068-12-31");
      assertThat(all(source.pivotYear(1946)))
          .containsExactly("1946-10-31", "1969-01-02", "1968-12-31");
    }

    @Test
    void readTimes() {
      var source = csv("t\n7.3.2024 8:05 Uhr\n").datePattern("t", "d.M.yyyy H:mm' Uhr'");
      assertThat(types(source)).containsExactly(ValueType.DATE_TIME);
      assertThat(all(source)).containsExactly("2024-03-07T08:05:00");
      assertThat(all(csv("t\n20240307080501250\n").datePattern("t", "yyyyMMddHHmmssSSS")))
          .containsExactly("2024-03-07T08:05:01.250");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10/32/99", "13/01/99", "1/1/99", "10/31/1999", "10-31-99", "10/31/9"})
    void rejectOtherDates(String text) {
      assertThat(bad(csv("d\n" + text + "\n").datePattern("d", "MM/dd/yy")))
          .hasMessageContaining("it does not match the date pattern MM/dd/yy");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"MM/dd", "yyyy-MM-dd EEE", "yyy-MM-dd", "MM/dd/yy mm", "yyyy'MM", "dd.MM.yy dd"})
    void areRejectedIfTheyAreInvalid(String pattern) {
      assertThatThrownBy(() -> csv("").datePattern("d", pattern))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("date pattern '" + pattern + "': ");
    }

    @Test
    void mustFitTheDeclaredType() {
      var source =
          csv("d\n01/01/99\n").types(Map.of("d", ValueType.INT)).datePattern("d", "MM/dd/yy");
      assertThatThrownBy(source::schema)
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("declare it DATE");
    }
  }

  @Nested
  class Header {

    @Test
    void isMatchedByNameAndReturnedInTheDeclaredOrder() {
      var source =
          csv("b, a\n1,x\n").schema(Schema.of(ColumnSpec.text("a"), ColumnSpec.integer("b")));
      assertThat(source.schema().names()).containsExactly("a", "b");
      assertThat(all(source)).containsExactly("x|1");
    }

    @Test
    void mustContainTheDeclaredColumns() {
      var source =
          csv("distanse,fare\n1,2\n")
              .schema(Schema.of(ColumnSpec.real("distance"), ColumnSpec.real("fare")));
      assertThatThrownBy(source::open)
          .isInstanceOf(SchemaException.class)
          .hasMessage(
              "test.csv has no column 'distance', which is declared; did you mean 'distanse'?");
    }

    @Test
    void mustNotContainOtherColumns() {
      assertThatThrownBy(() -> csv("a,b\n").schema(Schema.of(ColumnSpec.real("a"))).open())
          .isInstanceOf(SchemaException.class)
          .hasMessageStartingWith("test.csv has a column 'b', which is not declared");
    }

    @Test
    void mustContainTheColumnsOfTypesAndPatterns() {
      assertThatThrownBy(() -> csv("fare\n1\n").types(Map.of("fair", ValueType.INT)).open())
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("no column 'fair'")
          .hasMessageContaining("did you mean 'fare'");
    }

    @Test
    void mustNotContainANameTwice() {
      assertThat(catchThrowableOfType(BadDataException.class, csv("a,b,a\n")::open))
          .hasMessage(
              "test.csv:1, column 'a': the header has this name twice, as column 1 and as column 3;"
                  + " rename one of them");
    }

    @Test
    void mustNotContainAnEmptyName() {
      assertThat(catchThrowableOfType(BadDataException.class, csv("\na, ,c\n")::open))
          .hasMessageStartingWith("test.csv:2: column 2 of 3 has no name in the header");
    }

    @Test
    void mayBeAbsent() {
      var source = csv("1,x\n2,y\n").header(false);
      assertThat(source.schema().names()).containsExactly("c1", "c2");
      assertThat(all(source)).containsExactly("0x1.0p0|x", "0x1.0p1|y");
      Schema declared = Schema.of(ColumnSpec.text("n"), ColumnSpec.text("t"));
      assertThat(all(source.schema(declared))).containsExactly("1|x", "2|y");
    }

    @Test
    void mayContainQuotedLineEnds() {
      var source = csv("\"a\nb\",\"c,\"\"d\"\"\"\n1,2\n3,x\n").inferFrom(1);
      assertThat(source.schema().names()).containsExactly("a\nb", "c,\"d\"");
      assertThat(bad(source).location().line()).isEqualTo(4);
    }

    @Test
    void mayBeTheOnlyLine() {
      assertThat(all(csv("a,b"))).isEmpty();
      assertThat(types(csv("a,b\n\n"))).containsExactly(ValueType.STRING, ValueType.STRING);
      assertThat(types(csv("a\n").types(Map.of("a", ValueType.INT))))
          .containsExactly(ValueType.INT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n\n", "\uFEFF"})
    void isRequiredInAnEmptyFile(String text) {
      assertThat(catchThrowableOfType(BadDataException.class, csv(text)::open))
          .hasMessageContaining("the file is empty; a header line");
      assertThat(catchThrowableOfType(BadDataException.class, csv(text).header(false)::open))
          .hasMessageContaining("declare its columns");
      Schema declared = Schema.of(ColumnSpec.real("a"));
      assertThat(all(csv(text).header(false).schema(declared))).isEmpty();
    }
  }

  @Nested
  class Records {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a,b\n1,x\n2,y\n",
          "a,b\n1,x\n2,y",
          "a,b\r\n1,x\r\n2,y\r\n",
          "a,b\r1,x\r2,y\r",
          "a,b\r1,x\r2,y",
          "\n\na,b\n\r\n1,x\n\n\n2,y\n\n",
          "\uFEFFa,b\n1,x\n2,y\n",
          "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"",
          "a,b\n1,\"x\"\n2,y\n",
        })
    void mayEndWithAnyLineEnd(String text) {
      assertThat(all(csv(text))).containsExactly("0x1.0p0|x", "0x1.0p1|y");
    }

    @Test
    void mayContainQuotedDelimitersQuotesAndLineEnds() {
      assertThat(all(csv("a,b\n\"x,y\",\"1\"\"\"\n\"l1\nl2\r\nl3\r\",5\" pipe\n")))
          .containsExactly("x,y|1\"", "l1\nl2\r\nl3\r|5\" pipe");
    }

    @Test
    void areLocatedByTheirFirstLine() {
      BadDataException e =
          bad(csv("a,b\n\"l\n\n\",1\r\n\n\"m\rn\r\n\",2\nz,x\n").types(Map.of("b", ValueType.INT)));
      // line 1 is the header, 2 to 4 the first record, 5 blank, 6 to 8 the second, 9 the bad one
      assertThat(e.location().line()).isEqualTo(9);
      assertThat(e.location().row()).isEqualTo(2);
    }

    @Test
    void mayHaveOtherDelimitersAndQuotes() {
      var source = csv("a;b\n'x;y';1\n\tz ;\"\n").delimiter(';').quote('\'');
      assertThat(all(source)).containsExactly("x;y|1", "\tz |\"");
      assertThat(all(csv("a\tb\n1\t\n\t2\n").delimiter('\t')))
          .containsExactly("0x1.0p0|.", ".|0x1.0p1");
    }

    @Test
    void ofASingleColumnAreMissingOnlyIfQuoted() {
      assertThat(all(csv("a\n1\n\n\"\"\n2\n"))).containsExactly("0x1.0p0", ".", "0x1.0p1");
    }

    @Test
    void mayHaveTenThousandColumns() {
      String names = String.join(",", Collections.nCopies(1, wide("c")));
      var source = csv(names + "\n" + wide("") + "\n\"0\"" + wide("").substring(1) + "\n");
      assertThat(source.schema().size()).isEqualTo(10_000);
      List<String> rows = all(source);
      assertThat(rows).hasSize(2);
      assertThat(rows.get(0)).startsWith("0x0.0p0|0x1.0p0|").isEqualTo(rows.get(1));
    }

    private String wide(String prefix) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < 10_000; i++) {
        line.append(i == 0 ? "" : ",").append(prefix).append(i);
      }
      return line.toString();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
      "'1', 1",
      "'1,2,3', 3",
      "'1,2,', 3",
      "'\"1,2\"', 1",
      "'\"1\",2,3', 3"
    })
    void mustHaveAsManyValuesAsColumns(String record, int found) {
      BadDataException e = bad(csv("a,b\n1,2\n" + record + "\n"));
      assertThat(e)
          .hasMessageStartingWith(
              "test.csv:3, row 1: " + found + " values found, but there are 2 columns");
      assertThat(e.value()).isEqualTo(record);
    }

    @Test
    void mustCloseTheirQuotes() {
      assertThat(bad(csv("a,b\n1,2\n3,\"x\n4,5\n")))
          .hasMessageStartingWith("test.csv:3, row 1: a quote that was opened")
          .hasMessageContaining("never closed");
    }

    @Test
    void mustNotHaveTextAfterAClosingQuote() {
      assertThat(bad(csv("a,b\n1,2\n\"x\"y,3\n")))
          .hasMessageStartingWith("test.csv:3, row 1: the record's quotes cannot be read: ");
    }

    @Test
    void mayBeLongerThanTheBufferButNotThanTheMaximum() {
      String text = "x".repeat(5_000);
      var source = csv("a,b\n1," + text + "\n2,\"" + text + "\"\n").bufferBytes(100);
      assertThat(all(source)).containsExactly("0x1.0p0|" + text, "0x1.0p1|" + text);
      assertThat(
              bad(
                  source
                      .types(Map.of("a", ValueType.INT, "b", ValueType.STRING))
                      .maxRecordBytes(3_000)))
          .hasMessageStartingWith("test.csv:2, row 0: the record is longer than 3000 bytes");
    }

    @Test
    void beforeABadOneAreReturnedForAnyChunkSize() throws IOException {
      StringBuilder text = new StringBuilder("a\n");
      for (int i = 0; i < 50; i++) {
        text.append(i).append('\n');
      }
      var source = csv(text.append("x\n1\n").toString()).inferFrom(1);
      for (int chunkRows : new int[] {1, 7, 50, 51, 1_000}) {
        List<String> rows = new ArrayList<>();
        try (ChunkReader reader = source.open()) {
          assertThatThrownBy(() -> SourceRows.rest(reader, chunkRows, rows))
              .hasMessageContaining("test.csv:52, row 50");
          assertThatThrownBy(() -> reader.next(ReadLimit.ofRows(1)))
              .hasMessageContaining("test.csv:52, row 50");
        }
        assertThat(rows).hasSize(50);
      }
    }
  }

  @Nested
  class Encodings {

    private static final String TEXT = "a,größe\n1,ß\n2,𝄞\n";

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void areDetectedFromTheByteOrderMark(Charset charset) {
      var source = csv(("\uFEFF" + TEXT).getBytes(charset));
      assertThat(source.schema().names()).containsExactly("a", "größe");
      assertThat(all(source.charset(StandardCharsets.ISO_8859_1)))
          .containsExactly("0x1.0p0|ß", "0x1.0p1|𝄞");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8", "UTF-32"})
    void canBeConfigured(Charset charset) {
      StringBuilder longer = new StringBuilder(TEXT);
      for (int i = 0; i < 3_000; i++) {
        longer.append("3,größer𝄞\n");
      }
      assertThat(all(csv(longer.toString().getBytes(charset)).charset(charset)))
          .hasSize(3_002)
          .endsWith("0x1.8p1|größer𝄞");
    }

    @Test
    void areCheckedWhenTranscoded() {
      byte[] odd = "a\nx\n".getBytes(StandardCharsets.UTF_16LE);
      byte[] cut = java.util.Arrays.copyOf(odd, odd.length - 1);
      assertThat(bad(csv(cut).charset(StandardCharsets.UTF_16LE)))
          .hasMessageContaining("the bytes are not UTF-16LE");
    }

    @Test
    void areDecompressedIfTheNameEndsInGz(@TempDir Path dir) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
        packed.write("a\n1\n2\n".getBytes(StandardCharsets.UTF_8));
      }
      Path file = Files.write(dir.resolve("t.csv.gz"), bytes.toByteArray());
      assertThat(all(Sources.csv(file))).containsExactly("0x1.0p0", "0x1.0p1");
      assertThat(Sources.csv(file).name()).isEqualTo("t.csv.gz");
      assertThat(all(Sources.csv("x.gz", () -> new ByteArrayInputStream(bytes.toByteArray()))))
          .hasSize(2);
    }
  }

  @Nested
  class Chunks {

    private final CsvSource numbers = csv("a\n1\n2\n3\n4\n5\n");

    @Test
    void haveAtMostTheRowsOfTheLimit() throws IOException {
      try (ChunkReader reader = numbers.open()) {
        Chunk first = reader.next(ReadLimit.ofRows(2)).orElseThrow();
        assertThat(first.rowCount()).isEqualTo(2);
        Chunk second = reader.next(ReadLimit.ofRows(100)).orElseThrow();
        assertThat(second.rowCount()).isEqualTo(3);
        assertThat(second.firstSourceRow()).isEqualTo(2);
        assertThat(reader.next(ReadLimit.ofRows(1))).isEmpty();
        assertThat(reader.next(ReadLimit.ofRows(1))).isEmpty();
      }
    }

    @Test
    void haveFewerRowsIfTheirTextIsLong() throws IOException {
      String text = "x".repeat(10_000);
      StringBuilder file = new StringBuilder("t,n\n");
      for (int i = 0; i < 50; i++) {
        file.append(i).append(text).append(',').append(i).append('\n');
      }
      ReadLimit limit = new ReadLimit(1_000, 100_000, Duration.ZERO);
      CsvSource source =
          Sources.csv("t.csv", () -> new ByteArrayInputStream(file.toString().getBytes(UTF_8)));
      try (ChunkReader reader = source.open()) {
        int rows = 0;
        for (Optional<Chunk> next = reader.next(limit);
            next.isPresent();
            next = reader.next(limit)) {
          // 20 000 bytes per row, in the encoder and as a string
          assertThat(next.get().rowCount()).isLessThanOrEqualTo(6);
          // the sample for type inference is in memory until it is read again
          long sample = file.length() - reader.bytesRead().orElseThrow();
          assertThat(reader.retainedBytes() - sample).isLessThan(500_000);
          assertThat(next.get().vector("t").text(0)).startsWith(rows + "x");
          rows += next.get().rowCount();
          reader.release(next.get());
        }
        assertThat(rows).isEqualTo(50);
      }
    }

    @Test
    void haveAtMostTheBytesOfTheLimitButAtLeastOneRow() throws IOException {
      try (ChunkReader reader = numbers.open()) {
        ReadLimit twoDoubles = new ReadLimit(100, 17, Duration.ZERO);
        assertThat(reader.next(twoDoubles).orElseThrow().rowCount()).isEqualTo(2);
        ReadLimit oneByte = new ReadLimit(100, 1, Duration.ZERO);
        assertThat(reader.next(oneByte).orElseThrow().rowCount()).isEqualTo(1);
      }
    }

    @Test
    void reuseArraysOnlyAfterTheyWereReleased() throws IOException {
      try (ChunkReader reader = numbers.open()) {
        Chunk first = reader.next(ReadLimit.ofRows(1)).orElseThrow();
        Chunk second = reader.next(ReadLimit.ofRows(1)).orElseThrow();
        double[] array = ((DoubleVector) first.vector(0)).array();
        assertThat(((DoubleVector) second.vector(0)).array()).isNotSameAs(array);
        reader.release(first);
        reader.release(first);
        Chunk third = reader.next(ReadLimit.ofRows(1)).orElseThrow();
        assertThat(((DoubleVector) third.vector(0)).array()).isSameAs(array);
        Chunk fourth = reader.next(ReadLimit.ofRows(1)).orElseThrow();
        assertThat(((DoubleVector) fourth.vector(0)).array()).isNotSameAs(array);
      }
    }

    @Test
    void mayHaveMoreRowsThanTheInitialCapacity() throws IOException {
      StringBuilder text = new StringBuilder("a,b,c,d,e\n");
      for (int i = 0; i < 40_000; i++) {
        text.append(i).append(",t,true,2024-01-01,2024-01-01T00:00:00Z\n");
      }
      var source = csv(text.toString());
      List<String> inOne = all(source, Integer.MAX_VALUE);
      assertThat(inOne).hasSize(40_000).isEqualTo(all(source, 999));
      assertThat(inOne.get(39_999)).isEqualTo("0x1.387ep15|t|true|2024-01-01|2024-01-01T00:00:00Z");
    }
  }

  @Nested
  class AsASource {

    @Test
    void isImmutable() {
      var source = csv("a\n1\n");
      assertThat(source.types(Map.of("a", ValueType.STRING)).delimiter(';').header(false))
          .isNotSameAs(source);
      assertThat(all(source)).containsExactly("0x1.0p0");
    }

    @Test
    void canBeReadAgainAndLimited() {
      Replayable two = csv("a\n1\n2\n3\n").limit(2);
      assertThat(all(two, 1)).hasSize(2).isEqualTo(all(two, 5));
      assertThat(all(csv("a\n1\n").limit(0))).isEmpty();
      assertThatThrownBy(() -> csv("").limit(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void returnsItsHead() {
      assertThat(csv("a,b\n1,x\n2,y\n3,z\n").head(2).toString()).contains("test.csv", "x", "y");
      assertThat(csv("a,b\n").head(2).columnNames()).containsExactly("a", "b");
    }

    @Test
    void wrapsAnExceptionFromOpening() {
      IllegalStateException cause = new IllegalStateException("no");
      assertThatThrownBy(
              () ->
                  Sources.csv(
                          "x",
                          () -> {
                            throw cause;
                          })
                      .open())
          .isInstanceOf(SourceFailedException.class)
          .hasMessage("source 'x' could not be opened")
          .hasCause(cause);
      assertThatThrownBy(() -> Sources.csv(Path.of("no such file.csv")).schema())
          .isInstanceOf(SourceFailedException.class)
          .hasMessageContaining("no such file.csv");
    }

    @Test
    void rejectsInvalidSettings() {
      var source = csv("");
      assertThatThrownBy(() -> source.delimiter('"')).hasMessageContaining("must differ");
      assertThatThrownBy(() -> source.quote(',')).hasMessageContaining("must differ");
      assertThatThrownBy(() -> source.delimiter('§')).hasMessageContaining("ASCII");
      assertThatThrownBy(() -> source.delimiter('\n')).hasMessageContaining("line end");
      assertThatThrownBy(() -> source.inferFrom(0)).hasMessageContaining("at least 1");
      assertThatThrownBy(() -> source.bufferBytes(10)).hasMessageContaining("at least 64");
      assertThatThrownBy(() -> source.pivotYear(-1)).hasMessageContaining("0 to 9900");
      assertThatThrownBy(() -> source.schema(Schema.empty())).hasMessageContaining("one column");
      assertThatThrownBy(() -> source.schema(Schema.of(ColumnSpec.real("a"))).types(Map.of()))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
