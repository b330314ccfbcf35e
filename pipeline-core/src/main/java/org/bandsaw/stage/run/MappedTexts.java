package org.bandsaw.stage.run;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.StringVector;

/**
 * A text column in which each distinct text is replaced once. The result has its own dictionary:
 * the one of the input belongs to the reader, which may add to it on another thread.
 */
public final class MappedTexts implements RunPart {

  private final UnaryOperator<String> mapper;
  private final DictionaryTracker sourceDictionary = new DictionaryTracker();
  private Dictionary dictionary = new Dictionary();
  private int[] mappedCodes = {}; // counted from 1; 0 if the text was not mapped yet
  private int[] codes = {};

  /** Creates a column whose texts are replaced by this function. */
  public MappedTexts(UnaryOperator<String> mapper) {
    this.mapper = mapper;
  }

  /** Returns the column with its texts replaced, valid until the next call. */
  public StringVector map(StringVector from) {
    if (sourceDictionary.hasChanged(from.dictionary())) {
      dictionary = new Dictionary();
      mappedCodes = new int[64];
    }
    int rows = from.length();
    if (codes.length < rows) {
      codes = new int[rows];
    }
    int[] given = from.codes();
    for (int i = 0; i < rows; i++) {
      int code = given[i];
      int known = code < mappedCodes.length ? mappedCodes[code] : 0;
      codes[i] = (known != 0 ? known : mapCode(from.dictionary(), code)) - 1;
    }
    return StringVector.wrap(codes, rows, dictionary);
  }

  private int mapCode(Dictionary from, int code) {
    if (code >= mappedCodes.length) {
      mappedCodes = Arrays.copyOf(mappedCodes, Math.max(code + 1, 2 * mappedCodes.length));
    }
    int known = dictionary.getOrAdd(mapper.apply(from.value(code))) + 1;
    mappedCodes[code] = known;
    return known;
  }

  @Override
  public void rollback() {
    release();
  }

  /** Releases the array of codes. */
  public void release() {
    codes = new int[0];
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.ints(codes.length)
        + MemorySizes.ints(mappedCodes.length)
        + dictionary.retainedBytes();
  }
}
