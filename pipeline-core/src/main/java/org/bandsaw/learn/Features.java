package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The names of the features, in the order of the feature vector. New names are added at the end, so
 * that earlier features keep their index.
 */
public record Features(List<String> names) {

  public Features {
    names = List.copyOf(names);
  }

  /** The number of features. */
  public int size() {
    return names.size();
  }

  /** Writes the names one after the other, without their number, for {@link #readNames}. */
  public void writeNames(StateWriter out) {
    names.forEach(out::writeString);
  }

  /**
   * Reads names that a model saved and compares them with these. Either side may have further names
   * at the end.
   *
   * @param count the number of saved names
   * @param learner the learner's name, for the message
   * @return the saved names
   * @throws StateMismatchException if the names differ before the end of the shorter list
   */
  public Features readNames(StateReader in, int count, String learner) {
    List<String> saved = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      saved.add(in.readString());
    }
    int common = Math.min(count, size());
    if (!saved.subList(0, common).equals(names.subList(0, common))) {
      throw new StateMismatchException(
          "the saved model of learner '" + learner + "' has other features",
          List.of("saved: " + saved, "now: " + names));
    }
    return new Features(saved);
  }
}
