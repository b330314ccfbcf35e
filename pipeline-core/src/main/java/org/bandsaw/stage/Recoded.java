package org.bandsaw.stage;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DictionaryMark;
import org.bandsaw.data.Retained;
import org.bandsaw.data.StringVector;

/**
 * A column of text, each distinct text changed once, in a dictionary of this stage: the one that
 * came in belongs to the reader, which may be adding to it on another thread.
 */
final class Recoded {

  private final UnaryOperator<String> change;
  private final DictionaryMark theirs = new DictionaryMark();
  private Dictionary ours = new Dictionary();
  private int[] ourCode = {}; // counted from 1; 0 where a text was not changed yet
  private int[] codes = {};

  Recoded(UnaryOperator<String> change) {
    this.change = change;
  }

  StringVector of(StringVector from) {
    if (theirs.isAnother(from.dictionary())) {
      ours = new Dictionary();
      ourCode = new int[64];
    }
    int rows = from.length();
    if (codes.length < rows) {
      codes = new int[rows];
    }
    int[] given = from.codes();
    for (int i = 0; i < rows; i++) {
      int code = given[i];
      int known = code < ourCode.length ? ourCode[code] : 0;
      codes[i] = (known != 0 ? known : translate(from.dictionary(), code)) - 1;
    }
    return StringVector.wrap(codes, rows, ours);
  }

  private int translate(Dictionary from, int code) {
    if (code >= ourCode.length) {
      ourCode = Arrays.copyOf(ourCode, Math.max(code + 1, 2 * ourCode.length));
    }
    int known = ours.codeOf(change.apply(from.value(code))) + 1;
    ourCode[code] = known;
    return known;
  }

  void release() {
    codes = new int[0];
  }

  long retainedBytes() {
    return Retained.ints(codes.length) + Retained.ints(ourCode.length) + ours.retainedBytes();
  }
}
