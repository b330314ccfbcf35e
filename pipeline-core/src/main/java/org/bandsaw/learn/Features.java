package org.bandsaw.learn;

import java.util.List;

/**
 * Names of the features, in the order of the vector. Names are added at the end, so that earlier
 * ones keep their place.
 */
public record Features(List<String> names) {

  public Features {
    names = List.copyOf(names);
  }

  /** The number of features. */
  public int size() {
    return names.size();
  }
}
