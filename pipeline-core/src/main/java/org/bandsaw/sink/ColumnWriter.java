package org.bandsaw.sink;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Writes the cells of one column as text. Texts are encoded once per code, as long as the
 * dictionary is the same, up to a total of {@link #MAX_ENCODED_BYTES}.
 */
final class ColumnWriter {

  private static final int MAX_ENCODED_BYTES = 1 << 18;
  private static final int MAX_ENCODED_CODES = 1 << 14;
  private static final double[] NO_DOUBLES = {};
  private static final long[] NO_LONGS = {};
  private static final int[] NO_INTS = {};
  private static final byte[] NO_BYTES = {};

  private final CellFormat format;
  private final byte[] missing;
  private final boolean hasQuotedTimes;
  private ValueType type = ValueType.DOUBLE;
  private double[] doubles = NO_DOUBLES;
  private long[] longs = NO_LONGS;
  private int[] ints = NO_INTS;
  private byte[] booleans = NO_BYTES;
  private @Nullable Dictionary dictionary;
  private final DictionaryTracker encodedDictionary = new DictionaryTracker();
  private byte[] @Nullable [] encoded = new byte[0][];
  private int encodedBytes;

  ColumnWriter(CellFormat format) {
    this.format = format;
    this.missing = format.missing();
    this.hasQuotedTimes = format.hasQuotedTimes();
  }

  /** Sets the values to write. */
  void setVector(Vector vector) {
    type = vector.type();
    if (vector instanceof DoubleVector values) {
      doubles = values.array();
    } else if (vector instanceof LongVector values) {
      longs = values.array();
    } else if (vector instanceof IntVector values) {
      ints = values.array();
    } else if (vector instanceof BooleanVector values) {
      booleans = values.array();
    } else if (vector instanceof StringVector values) {
      ints = values.codes();
      dictionary = values.dictionary();
      if (encodedDictionary.hasChanged(values.dictionary())) {
        encoded = new byte[0][];
        encodedBytes = 0;
      }
    }
  }

  /** Releases the values, which would otherwise remain in memory until the next chunk. */
  void clear() {
    doubles = NO_DOUBLES;
    longs = NO_LONGS;
    ints = NO_INTS;
    booleans = NO_BYTES;
    dictionary = null;
  }

  /** Writes the cell of a row. */
  void write(TextFile out, int row) throws IOException {
    switch (type) {
      case DOUBLE -> writeDouble(out, doubles[row]);
      case STRING -> out.put(encodedText(ints[row]));
      case INT -> {
        int value = ints[row];
        if (value == IntVector.MISSING) {
          out.put(missing);
        } else {
          out.putLong(value);
        }
      }
      case LONG -> {
        long value = longs[row];
        if (value == LongVector.MISSING) {
          out.put(missing);
        } else {
          out.putLong(value);
        }
      }
      case BOOLEAN -> {
        byte value = booleans[row];
        if (value == BooleanVector.MISSING) {
          out.put(missing);
        } else {
          out.putBoolean(value == 1);
        }
      }
      case DATE -> writeTime(out, ints[row], ints[row] == IntVector.MISSING);
      case DATE_TIME, INSTANT -> writeTime(out, longs[row], longs[row] == LongVector.MISSING);
    }
  }

  private void writeDouble(TextFile out, double value) throws IOException {
    if (Double.isNaN(value)) {
      out.put(missing);
    } else if (Double.isInfinite(value)) {
      out.put(format.encodeInfinity(value > 0));
    } else {
      out.putDouble(value);
    }
  }

  private void writeTime(TextFile out, long value, boolean isMissing) throws IOException {
    if (isMissing) {
      out.put(missing);
      return;
    }
    if (hasQuotedTimes) {
      out.put((byte) '"');
    }
    if (type == ValueType.DATE) {
      out.putDate(value);
    } else {
      out.putDateTime(value);
      if (type == ValueType.INSTANT) {
        out.put((byte) 'Z');
      }
    }
    if (hasQuotedTimes) {
      out.put((byte) '"');
    }
  }

  private byte[] encodedText(int code) {
    if (code == Dictionary.MISSING) {
      return missing;
    }
    if (code < encoded.length) {
      byte[] cached = encoded[code];
      if (cached != null) {
        return cached;
      }
    }
    return encode(code);
  }

  private byte[] encode(int code) {
    byte[] bytes = format.encodeText(Objects.requireNonNull(dictionary).value(code));
    if (code < MAX_ENCODED_CODES && encodedBytes + bytes.length <= MAX_ENCODED_BYTES) {
      if (code >= encoded.length) {
        encoded = Arrays.copyOf(encoded, Math.max(16, Integer.highestOneBit(code) * 2));
      }
      encoded[code] = bytes;
      encodedBytes += bytes.length;
    }
    return bytes;
  }

  /** Returns the bytes of the encoded texts, with the headers of their arrays. */
  long retainedBytes() {
    return MemorySizes.references(encoded.length) + 24L * encoded.length + encodedBytes;
  }
}
