package org.bandsaw.stage.encode;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericBuffer;

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

  private static final int MAX_BUCKETS = 10_000;

  public HashEncode {
    ColumnNames.requireValid(column);
    if (buckets < 2 || buckets > MAX_BUCKETS) {
      throw new IllegalArgumentException(
          "buckets must be from 2 to " + MAX_BUCKETS + ", not " + buckets);
    }
    name = ColumnNames.orDefault(name, "hashEncode(" + column + "," + buckets + ")");
  }

  /** This stage under another name. */
  public HashEncode named(String other) {
    return new HashEncode(ColumnNames.requireStageName(other), column, buckets);
  }

  private List<String> outputColumns() {
    return IntStream.range(0, buckets).mapToObj(i -> column + "_hash_" + i).toList();
  }

  /** The bucket of a text, -1 for the empty one. */
  int bucket(String text) {
    return text.isEmpty() ? -1 : Integer.remainderUnsigned(murmur3(text), buckets);
  }

  /** MurmurHash3_x86_32 of the bytes in UTF-8, seed 0, without making these bytes. */
  public static int murmur3(String text) {
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

  /** The n-th byte of a character that takes so many. */
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
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (String bucket : outputColumns()) {
      lineage = lineage.withDerived(bucket, column);
    }
    return lineage;
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private static final int NO_BUCKET = -1;

    private final HashEncode stage;
    private final List<String> outputColumns;
    private final ColumnMapping mapping;
    private final NumericBuffer[] numbers;
    private final DictionaryTracker dictionary = new DictionaryTracker();
    private int[] bucketByCode = {}; // counted from 1; 0 where it was not computed yet

    Run(HashEncode stage, Schema input) {
      this.stage = stage;
      outputColumns = stage.outputColumns();
      input.require(stage.column, ValueType.STRING);
      ColumnSpec[] specs = outputColumns.stream().map(ColumnSpec::real).toArray(ColumnSpec[]::new);
      mapping =
          new ColumnMapping(
              input, List.of(stage.column), outputColumns, schema -> schema.with(specs));
      numbers = NumericBuffer.newArray(outputColumns.size());
    }

    @Override
    public Schema output() {
      return mapping.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      mapping.resolve(chunk.schema());
      StringVector texts = (StringVector) chunk.vector(mapping.inputIndex(0));
      if (dictionary.hasChanged(texts.dictionary())) {
        bucketByCode = new int[64];
        bucketByCode[Dictionary.MISSING] = NO_BUCKET;
      }
      int rows = chunk.rowCount();
      Vector[] vectors = new Vector[numbers.length];
      for (int i = 0; i < vectors.length; i++) {
        Arrays.fill(numbers[i].resultArray(rows), 0, rows, 0);
        vectors[i] = numbers[i].result(rows);
      }
      int[] codes = texts.codes();
      for (int i = 0; i < rows; i++) {
        int code = codes[i];
        int bucket = code < bucketByCode.length ? bucketByCode[code] : 0;
        if (bucket == 0) {
          bucket = computeBucket(code, texts.get(i));
        }
        if (bucket > 0) {
          numbers[bucket - 1].resultArray(rows)[i] = 1;
        }
      }
      return mapping.outputChunk(chunk, vectors);
    }

    private int computeBucket(int code, String text) {
      if (code >= bucketByCode.length) {
        bucketByCode = Arrays.copyOf(bucketByCode, Math.max(code + 1, 2 * bucketByCode.length));
      }
      bucketByCode[code] = stage.bucket(text) + 1;
      return bucketByCode[code];
    }

    @Override
    public void mark() {
      mapping.mark();
    }

    @Override
    public void rollback() {
      mapping.rollback();
      NumericBuffer.release(numbers);
    }

    @Override
    public long retainedBytes() {
      return NumericBuffer.retainedBytes(numbers) + MemorySizes.ints(bucketByCode.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int from = layout.slot(stage.column);
      layout.advance(mapping.outputFor(layout.schema()));
      int[] to = layout.slots(outputColumns);
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
