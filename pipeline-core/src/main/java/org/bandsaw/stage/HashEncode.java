package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryMark;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;

/**
 * A fixed number of columns {@code vendor_hash_0}, {@code vendor_hash_1} and so on for the values
 * of a column of text, however many there are: 1 in the column of the value's bucket, else 0, as
 * DOUBLE. Values may share a bucket. Nothing is learned, so no value is unseen; where the value is
 * missing all columns are 0.
 *
 * <p>The bucket is the remainder, by the number of buckets, of the unsigned 32-bit MurmurHash3
 * (x86, seed 0) of the text in UTF-8: the same in every version of this library. No sign is drawn.
 *
 * @param name the stage's name; empty for {@code hashEncode(vendor,16)}
 * @param column a column of text
 * @param buckets how many columns, from 2 to 10 000
 */
public record HashEncode(String name, String column, int buckets) implements ColumnStage {

  private static final int MOST = 10_000;

  public HashEncode {
    ColumnNames.checked(column);
    if (buckets < 2 || buckets > MOST) {
      throw new IllegalArgumentException("buckets must be from 2 to " + MOST + ", not " + buckets);
    }
    name = ColumnNames.stage(name, "hashEncode(" + column + "," + buckets + ")");
  }

  /** This stage under another name. */
  public HashEncode named(String other) {
    return new HashEncode(ColumnNames.given(other), column, buckets);
  }

  private List<String> made() {
    return IntStream.range(0, buckets).mapToObj(i -> column + "_hash_" + i).toList();
  }

  /** The bucket of a text, -1 for the empty one. */
  int bucket(String text) {
    return text.isEmpty() ? -1 : Integer.remainderUnsigned(murmur3(text), buckets);
  }

  /** MurmurHash3_x86_32 of the bytes in UTF-8, seed 0, without making these bytes. */
  static int murmur3(String text) {
    int hash = 0;
    int block = 0;
    int length = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      boolean isHalf = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
      int code = isHalf ? '?' : character; // what a text becomes that UTF-8 cannot say
      int bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      for (int i = 0; i < bytes; i++) {
        block |= utf8(code, bytes, i) << (8 * (length & 3));
        if ((++length & 3) == 0) {
          hash = Integer.rotateLeft(hash ^ mixed(block), 13) * 5 + 0xe6546b64;
          block = 0;
        }
      }
    }
    hash ^= mixed(block);
    hash ^= length;
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  private static int mixed(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }

  /** The n-th byte of a character that takes so many. */
  private static int utf8(int code, int bytes, int n) {
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
  public List<Stage> on(List<String> columns) {
    return columns.stream().<Stage>map(each -> new HashEncode("", each, buckets)).toList();
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (String bucket : made()) {
      lineage = lineage.making(bucket, column);
    }
    return lineage;
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private static final int NONE = -1;

    private final HashEncode stage;
    private final List<String> made;
    private final Shape shape;
    private final Numbers[] numbers;
    private final DictionaryMark dictionary = new DictionaryMark();
    private int[] bucketOfCode = {}; // counted from 1; 0 where it was not computed yet

    Run(HashEncode stage, Schema input) {
      this.stage = stage;
      made = stage.made();
      input.require(stage.column, ValueType.STRING);
      ColumnSpec[] specs = made.stream().map(ColumnSpec::real).toArray(ColumnSpec[]::new);
      shape = new Shape(input, List.of(stage.column), made, schema -> schema.with(specs));
      numbers = Numbers.many(made.size());
    }

    @Override
    public Schema output() {
      return shape.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      shape.over(chunk.schema());
      StringVector texts = (StringVector) chunk.vector(shape.read(0));
      if (dictionary.isAnother(texts.dictionary())) {
        bucketOfCode = new int[64];
        bucketOfCode[Dictionary.MISSING] = NONE;
      }
      int rows = chunk.rowCount();
      Vector[] vectors = new Vector[numbers.length];
      for (int i = 0; i < vectors.length; i++) {
        Arrays.fill(numbers[i].room(rows), 0, rows, 0);
        vectors[i] = numbers[i].made(rows);
      }
      int[] codes = texts.codes();
      for (int i = 0; i < rows; i++) {
        int code = codes[i];
        int bucket = code < bucketOfCode.length ? bucketOfCode[code] : 0;
        if (bucket == 0) {
          bucket = computed(code, texts.get(i));
        }
        if (bucket > 0) {
          numbers[bucket - 1].room(rows)[i] = 1;
        }
      }
      return shape.chunk(chunk, vectors);
    }

    private int computed(int code, String text) {
      if (code >= bucketOfCode.length) {
        bucketOfCode = Arrays.copyOf(bucketOfCode, Math.max(code + 1, 2 * bucketOfCode.length));
      }
      bucketOfCode[code] = stage.bucket(text) + 1;
      return bucketOfCode[code];
    }

    @Override
    public void mark() {
      shape.mark();
    }

    @Override
    public void rollback() {
      shape.rollback();
      Numbers.release(numbers);
    }

    @Override
    public long retainedBytes() {
      return Numbers.retainedBytes(numbers) + Retained.ints(bucketOfCode.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int from = layout.slot(stage.column);
      layout.advance(shape.outputFor(layout.schema()));
      int[] to = layout.slots(made);
      return row -> {
        for (int slot : to) {
          row.numbers()[slot] = 0;
        }
        int bucket = stage.bucket(row.texts()[from]);
        if (bucket >= 0) {
          row.numbers()[to[bucket]] = 1;
        }
        return true;
      };
    }
  }
}
