package org.bandsaw.stage.encode;

import java.util.Arrays;
import java.util.List;
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
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.stage.run.StatelessComposedRun;

/** A run of {@link HashEncode}. */
final class HashEncodeRun implements RowStageRun, StatelessComposedRun, ShareableRun {

  private static final int NO_BUCKET = -1;

  private final HashEncode stage;
  private final List<String> outputColumns;
  private final RunState state = new RunState();
  private final ColumnMapping mapping;
  private final NumericBuffer[] numbers;
  private final DictionaryTracker dictionary = new DictionaryTracker();
  private int[] bucketByCode = {}; // counted from 1; 0 if it was not computed yet

  static HashEncodeRun open(Schema input, HashEncode stage) {
    input.require(stage.column(), ValueType.STRING);
    List<String> outputColumns = stage.outputColumns();
    ColumnSpec[] specs = outputColumns.stream().map(ColumnSpec::real).toArray(ColumnSpec[]::new);
    return new HashEncodeRun(
        stage,
        outputColumns,
        new ColumnMapping(
            input, List.of(stage.column()), outputColumns, schema -> schema.with(specs)));
  }

  private HashEncodeRun(HashEncode stage, List<String> outputColumns, ColumnMapping mapping) {
    this.stage = stage;
    this.outputColumns = outputColumns;
    this.mapping = state.add(mapping);
    numbers = state.addAll(NumericBuffer.newArray(outputColumns.size()));
  }

  @Override
  public HashEncodeRun withOwnContext() {
    return new HashEncodeRun(stage, outputColumns, mapping.copy());
  }

  @Override
  public RunState state() {
    return state;
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
  public long retainedBytes() {
    return StatelessComposedRun.super.retainedBytes() + MemorySizes.ints(bucketByCode.length);
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int from = layout.slot(stage.column());
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
