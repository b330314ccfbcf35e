package org.bandsaw.stage.encode;

import java.util.List;
import java.util.stream.IntStream;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Encodes a text column in a fixed number of columns {@code vendor_hash_0}, {@code vendor_hash_1}
 * and so on, however many values it has: 1 in the column of the value's bucket, 0 in the others, as
 * DOUBLE. Several values may share a bucket. Nothing is learned, so no value is unseen. All columns
 * are 0 if the value is missing.
 *
 * <p>The bucket is the unsigned 32-bit MurmurHash3 (x86, seed 0) of the text in UTF-8, modulo the
 * number of buckets: the same in every version of this library. There is no sign.
 *
 * @param name the stage's name; if empty, {@code hashEncode(vendor,16)}
 * @param column a text column
 * @param buckets the number of columns, from 2 to 10 000
 */
record HashEncode(String name, String column, int buckets) implements ColumnStage {

  private static final int MAX_BUCKETS = 10_000;

  public HashEncode {
    ColumnNames.requireValid(column);
    if (buckets < 2 || buckets > MAX_BUCKETS) {
      throw new IllegalArgumentException(
          "buckets must be from 2 to " + MAX_BUCKETS + ", not " + buckets);
    }
    name = ColumnNames.orDefault(name, "hashEncode(" + column + "," + buckets + ")");
  }

  @Override
  public HashEncode named(String name) {
    return new HashEncode(ColumnNames.requireStageName(name), column, buckets);
  }

  List<String> outputColumns() {
    return IntStream.range(0, buckets).mapToObj(i -> column + "_hash_" + i).toList();
  }

  /** Returns the bucket of a text; -1 for the empty one. */
  int bucket(String text) {
    return text.isEmpty() ? -1 : Integer.remainderUnsigned(murmur3(text), buckets);
  }

  /** Returns MurmurHash3_x86_32, seed 0, of the text in UTF-8 without allocating its bytes. */
  static int murmur3(String text) {
    int hash = 0;
    int block = 0;
    int length = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      boolean isLoneSurrogate =
          character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
      int code = isLoneSurrogate ? '?' : character; // as String.getBytes does
      int bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      for (int i = 0; i < bytes; i++) {
        block |= utf8Byte(code, bytes, i) << (8 * (length & 3));
        if ((++length & 3) == 0) {
          hash = Integer.rotateLeft(hash ^ mixBlock(block), 13) * 5 + 0xe6546b64;
          block = 0;
        }
      }
    }
    hash ^= mixBlock(block);
    hash ^= length;
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  private static int mixBlock(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }

  /** Returns the n-th of the bytes of a character. */
  private static int utf8Byte(int code, int bytes, int n) {
    int part = code >>> (6 * (bytes - 1 - n));
    if (n > 0) {
      return 0x80 | (part & 0x3f);
    }
    return switch (bytes) {
      case 1 -> part;
      case 2 -> 0xc0 | part;
      case 3 -> 0xe0 | part;
      default -> 0xf0 | part;
    };
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream().<Stage>map(each -> new HashEncode("", each, buckets)).toList();
  }

  @Override
  public StageRun open(Schema input) {
    return HashEncodeRun.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (String bucket : outputColumns()) {
      lineage = lineage.withDerived(bucket, column);
    }
    return lineage;
  }
}
