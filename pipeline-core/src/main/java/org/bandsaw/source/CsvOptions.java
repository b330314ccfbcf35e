package org.bandsaw.source;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link CsvSource}. Modified only after {@link #copy}, before they are shared. */
final class CsvOptions {

  private static final String[] DEFAULT_MISSING_WORDS = {"NA", "N/A", "NaN", "nan", "null", "NULL"};

  @Nullable Schema schema;
  Map<String, ValueType> types = new TreeMap<>();
  Map<String, String> datePatterns = new TreeMap<>();
  int inferFrom = 10_000;
  byte delimiter = ',';
  byte quote = '"';
  boolean header = true;
  Charset charset = StandardCharsets.UTF_8;
  String[] missingWords = DEFAULT_MISSING_WORDS;
  String[] missingWordsInText = {};
  int pivotYear = 1969;
  OnBadCell onBadCell = OnBadCell.FAIL;
  int bufferBytes = (256 << 10) - 16;
  int maxRecordBytes = 16 << 20;

  CsvOptions copy() {
    CsvOptions copy = new CsvOptions();
    copy.schema = schema;
    copy.types = types;
    copy.datePatterns = datePatterns;
    copy.inferFrom = inferFrom;
    copy.delimiter = delimiter;
    copy.quote = quote;
    copy.header = header;
    copy.charset = charset;
    copy.missingWords = missingWords;
    copy.missingWordsInText = missingWordsInText;
    copy.pivotYear = pivotYear;
    copy.onBadCell = onBadCell;
    copy.bufferBytes = bufferBytes;
    copy.maxRecordBytes = maxRecordBytes;
    return copy;
  }
}
