package org.bandsaw.data;

import java.util.Arrays;
import java.util.List;

/**
 * Text, as a code of a {@link Dictionary} for each row. Code 0 is the missing (empty) text. Two
 * vectors of a column may have different dictionaries: what a stage stores for each code is valid
 * while the dictionary is the same object.
 */
public final class StringVector extends Vector {

  private final int[] codes;
  private final Dictionary dictionary;

  private StringVector(int[] codes, int length, Dictionary dictionary) {
    super(length, codes.length);
    this.codes = codes;
    this.dictionary = dictionary;
  }

  /** Returns a vector of the first {@code length} codes of an array, which is not copied. */
  public static StringVector wrap(int[] codes, int length, Dictionary dictionary) {
    return new StringVector(codes, length, dictionary);
  }

  /** Returns a vector of these texts with a new dictionary. */
  public static StringVector of(String... values) {
    Dictionary dictionary = new Dictionary();
    int[] codes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      codes[i] = dictionary.getOrAdd(values[i]);
    }
    return new StringVector(codes, codes.length, dictionary);
  }

  /** Returns the array of the codes, which must not be modified. */
  public int[] codes() {
    return codes;
  }

  /** Returns the dictionary of the codes. */
  public Dictionary dictionary() {
    return dictionary;
  }

  /** Returns the value of a row; the empty text if it is missing. */
  public String get(int row) {
    return dictionary.value(codes[row]);
  }

  @Override
  public ValueType type() {
    return ValueType.STRING;
  }

  @Override
  public boolean isMissing(int row) {
    return codes[row] == Dictionary.MISSING;
  }

  @Override
  public double number(int row) {
    throw new ClassCastException("STRING is not a number");
  }

  @Override
  public String text(int row) {
    return get(row);
  }

  @Override
  public StringVector slice(int from, int to) {
    return new StringVector(Arrays.copyOfRange(codes, from, to), to - from, dictionary);
  }

  @Override
  public StringVector gather(int[] rows, int count) {
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = codes[rows[i]];
    }
    return new StringVector(chosen, count, dictionary);
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.ints(codes.length);
  }

  /** The result has the dictionary of the parts if they share one, otherwise a new one. */
  @SuppressWarnings("ReferenceEquality") // an equal dictionary may give other codes
  static StringVector concat(List<Vector> parts, int length) {
    int[] codes = new int[length];
    Dictionary first =
        parts.isEmpty() ? new Dictionary() : ((StringVector) parts.get(0)).dictionary;
    boolean shared = parts.stream().allMatch(part -> ((StringVector) part).dictionary == first);
    Dictionary common = shared ? first : new Dictionary();
    int at = 0;
    for (Vector part : parts) {
      StringVector texts = (StringVector) part;
      int[] translated = shared ? new int[0] : texts.dictionary.translateCodes(common);
      for (int i = 0; i < texts.length(); i++) {
        int code = texts.codes[i];
        codes[at++] = shared ? code : translated[code];
      }
    }
    return new StringVector(codes, length, common);
  }
}
