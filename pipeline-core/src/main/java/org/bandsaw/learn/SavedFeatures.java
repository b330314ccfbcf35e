package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;

/** Names of features as models save them, compared with those a model has. */
final class SavedFeatures {

  private SavedFeatures() {}

  /**
   * Reads names, one after the other.
   *
   * @throws StateMismatchException when they are others than the present ones; that one of the two
   *     has grown further is no difference
   */
  static Features read(StateReader in, String learner, int count, Features present) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(in.readString());
    }
    int common = Math.min(names.size(), present.size());
    if (!names.subList(0, common).equals(present.names().subList(0, common))) {
      throw new StateMismatchException(
          "the saved model of learner '" + learner + "' has other features",
          List.of("saved: " + names, "now: " + present.names()));
    }
    return new Features(names);
  }
}
