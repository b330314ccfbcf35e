package org.bandsaw.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bandsaw.source.SourceRows.all;
import static org.bandsaw.source.SourceRows.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;

class CsvReadingTest {

  private static final Schema ALL_TYPES =
      Schema.of(
          ColumnSpec.real("r"),
          ColumnSpec.integer("i"),
          ColumnSpec.longInteger("l"),
          ColumnSpec.bool("b"),
          ColumnSpec.text("t"),
          ColumnSpec.date("d"),
          ColumnSpec.dateTime("dt"),
          ColumnSpec.instant("in"));

  /** Cells that mostly fit their column, and some that do not. */
  @Provide
  Arbitrary<List<String>> rows() {
    Arbitrary<String> odd =
        Arbitraries.of(
            "",
            " ",
            "NA",
            "x",
            "-",
            ".",
            "1e5",
            " 7 ",
            "+3",
            "1.50",
            "NaN",
            "-2147483648",
            "1e-400",
            "123456789012345678901234567890",
            "0.1234567890123456789",
            "2024-02-30",
            "é",
            "𝄞",
            "2024-01-01T00:00",
            "2024-01-01 00:00:00.5",
            "true ",
            "12345678",
            "123456789");
    Arbitrary<String> real =
        Arbitraries.oneOf(
            Arbitraries.doubles().map(String::valueOf),
            Arbitraries.bigDecimals().map(d -> d.toPlainString()));
    Arbitrary<String> integer = Arbitraries.integers().map(String::valueOf);
    Arbitrary<String> whole = Arbitraries.longs().map(String::valueOf);
    Arbitrary<String> bool = Arbitraries.of("true", "false", "TRUE");
    Arbitrary<String> text =
        Arbitraries.strings().withChars("aé𝄞 .1'").ofMinLength(0).ofMaxLength(20);
    Arbitrary<String> date =
        Arbitraries.longs()
            .between(-719_000, 2_900_000)
            .map(day -> java.time.LocalDate.ofEpochDay(day).toString());
    Arbitrary<String> time =
        Arbitraries.longs()
            .between(-60_000_000_000_000_000L, 250_000_000_000_000_000L)
            .map(org.bandsaw.data.EpochTime::formatDateTime);
    return Combinators.combine(
            real.list().ofSize(1),
            integer.list().ofSize(1),
            whole,
            bool,
            text,
            date,
            time,
            odd.injectNull(0.7).list().ofSize(8))
        .as(
            (r, i, l, b, t, d, dt, odds) -> {
              List<String> cells =
                  new ArrayList<>(List.of(r.get(0), i.get(0), l, b, t, d, dt, dt + "Z"));
              for (int c = 0; c < 8; c++) {
                if (odds.get(c) != null) {
                  cells.set(c, odds.get(c));
                }
              }
              return cells;
            });
  }

  private static String plain(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(String.join(",", row)).append('\n'));
    return text.toString();
  }

  private static String quoted(List<List<String>> rows, Random choice) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      int always = choice.nextInt(row.size());
      for (int c = 0; c < row.size(); c++) {
        boolean quote = c == always || choice.nextBoolean();
        text.append(c == 0 ? "" : ",").append(quote ? "\"" + row.get(c) + "\"" : row.get(c));
      }
      text.append(choice.nextBoolean() ? "\n" : "\r\n");
    }
    return text.toString();
  }

  @Property(tries = 300)
  void quotedRecordsHaveTheSameCellsAsPlainOnes(
      @ForAll("tables") List<List<String>> rows, @ForAll long seed) throws IOException {
    CsvSource plain =
        csv(plain(rows)).header(false).schema(ALL_TYPES).onBadCell(OnBadCell.SET_MISSING);
    CsvSource quoted =
        csv(quoted(rows, new Random(seed)))
            .header(false)
            .schema(ALL_TYPES)
            .onBadCell(OnBadCell.SET_MISSING);
    try (ChunkReader a = plain.open();
        ChunkReader b = quoted.open()) {
      List<String> fromPlain = new ArrayList<>();
      List<String> fromQuoted = new ArrayList<>();
      SourceRows.rest(a, 5, fromPlain);
      SourceRows.rest(b, 3, fromQuoted);
      assertThat(fromQuoted).isEqualTo(fromPlain).hasSize(rows.size());
      assertThat(b.cellsSetMissing()).isEqualTo(a.cellsSetMissing());
    }
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    return rows().list().ofMinSize(1).ofMaxSize(12);
  }

  @Property(tries = 200)
  void rowsDoNotDependOnChunkSizeBufferOrLengthOfReads(
      @ForAll("tables") List<List<String>> rows,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int chunkRows,
      @ForAll @IntRange(min = 64, max = 400) int buffer,
      @ForAll @IntRange(min = 1, max = 50) int read) {
    byte[] bytes =
        ("r,i,l,b,t,d,dt,in\n" + quoted(rows, new Random(seed)) + plain(rows))
            .getBytes(StandardCharsets.UTF_8);
    CsvSource inferred = csv(bytes);
    List<String> expected = all(inferred, 1_000);
    assertThat(expected).hasSize(2 * rows.size());
    CsvSource shortReads = SourceRows.shortReads(bytes, read).bufferBytes(buffer);
    assertThat(all(shortReads, chunkRows)).isEqualTo(expected);
    assertThat(shortReads.schema()).isEqualTo(inferred.schema());
  }

  @Property(tries = 2_000)
  void doublesAreTheNearestToTheirText(@ForAll("decimals") String text) {
    CsvSource source = csv(text + "\n").header(false).schema(Schema.of(ColumnSpec.real("a")));
    double expected = Double.parseDouble(text);
    try (ChunkReader reader = source.open()) {
      double found =
          ((DoubleVector) reader.next(ReadLimit.ofRows(1)).orElseThrow().vector(0)).get(0);
      assertThat(Double.doubleToRawLongBits(found)).isEqualTo(Double.doubleToRawLongBits(expected));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Provide
  Arbitrary<String> decimals() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(22);
    Arbitrary<String> fraction = Arbitraries.strings().numeric().ofMinLength(0).ofMaxLength(26);
    Arbitrary<String> sign = Arbitraries.of("", "-", "+");
    return Arbitraries.oneOf(
        Combinators.combine(sign, digits, fraction).as((s, d, f) -> s + d + "." + f),
        Combinators.combine(sign, digits).as((s, d) -> s + d),
        Combinators.combine(sign, fraction, digits).as((s, f, d) -> s + f + "." + d),
        Combinators.combine(digits, Arbitraries.integers().between(-300, 280))
            .as((d, e) -> d.charAt(0) + "." + d + "e" + e),
        Arbitraries.doubles().map(String::valueOf));
  }

  /** FastCSV reads the same text; the records are equal up to the first that is not valid here. */
  @Property(tries = 3_000)
  void recordsAreThoseOfFastCsv(
      @ForAll("csvText") String text, @ForAll @IntRange(min = 1, max = 9) int read) {
    List<List<String>> records = new ArrayList<>();
    boolean failed = false;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .skipEmptyLines(true)
            .allowUnclosedQuote(false)
            .ofCsvRecord(text)) {
      for (CsvRecord record : reader) {
        records.add(record.getFields());
      }
    } catch (CsvParseException e) {
      failed = true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Schema two = Schema.of(ColumnSpec.text("a"), ColumnSpec.text("b"));
    List<String> expected = new ArrayList<>();
    for (List<String> fields : records) {
      if (fields.size() != 2) {
        failed = true;
        break;
      }
      expected.add(textOrDot(fields.get(0)) + "|" + textOrDot(fields.get(1)));
    }
    List<String> rows = new ArrayList<>();
    boolean sourceFailed = false;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (ChunkReader reader =
        SourceRows.shortReads(bytes, read).bufferBytes(64).header(false).schema(two).open()) {
      SourceRows.rest(reader, 2, rows);
    } catch (BandsawException e) {
      sourceFailed = true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(rows).isEqualTo(expected);
    assertThat(sourceFailed).isEqualTo(failed);
  }

  private static String textOrDot(String cell) {
    return cell.isEmpty() ? "." : cell;
  }

  @Provide
  Arbitrary<String> csvText() {
    Arbitrary<String> free = Arbitraries.strings().withChars("a\",\n\r b").ofMaxLength(40);
    Arbitrary<String> cell =
        Arbitraries.of(
            "a", "\"b\"", "", "\"\"", "\"x,y\"", "\"l\nm\"", "\"q\"\"\"", "p\"q", "ccccccccc");
    Arbitrary<String> good =
        Combinators.combine(cell, cell, Arbitraries.of("\n", "\r\n", "\r", "\n\n"))
            .as((a, b, end) -> a + "," + b + end);
    return Arbitraries.oneOf(
        free,
        Combinators.combine(good.list().ofMaxSize(8), free)
            .as((records, rest) -> String.join("", records) + rest),
        good.list().ofMaxSize(12).map(records -> String.join("", records)));
  }

  @Property(tries = 3_000)
  void anyBytesAreReadAsRowsOrCauseABandsawException(
      @ForAll("bytes") byte[] bytes,
      @ForAll boolean header,
      @ForAll boolean gzip,
      @ForAll @IntRange(min = 1, max = 9) int read) {
    CsvSource source =
        gzip
            ? Sources.csv("x.gz", () -> new ByteArrayInputStream(bytes))
            : SourceRows.shortReads(bytes, read).bufferBytes(64);
    try (ChunkReader reader =
        source.header(header).onBadCell(OnBadCell.SET_MISSING).inferFrom(2).open()) {
      SourceRows.rest(reader, 2, new ArrayList<>());
    } catch (BandsawException e) {
      assertThat(e).hasMessageContaining("test.csv");
    } catch (IOException e) {
      assertThat(gzip).as("only decompression may fail with another exception").isTrue();
    }
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    Arbitrary<Byte> likely =
        Arbitraries.chars().with("a,\n\r\"1234567890.-:TZ+eN \t").map(c -> (byte) (char) c);
    Arbitrary<Byte> any = Arbitraries.bytes();
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(9, likely), net.jqwik.api.Tuple.of(1, any))
        .array(byte[].class)
        .ofMaxSize(120);
  }
}
