package org.bandsaw.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the existing names that are similar to a mistyped name. */
public final class NearestNames {

  private static final int MAX_SUGGESTIONS = 3;

  private NearestNames() {}

  /**
   * Returns at most three names, nearest first. Their edit distance is at most a third of the
   * length of the wanted name, or 2 if that is more. Case is ignored.
   */
  public static List<String> of(String wanted, Collection<String> existing) {
    record Scored(String name, int distance) {}
    int limit = Math.max(2, wanted.length() / 3);
    List<Scored> scored = new ArrayList<>();
    for (String name : existing) {
      int distance = distance(wanted.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance <= limit) {
        scored.add(new Scored(name, distance));
      }
    }
    scored.sort(Comparator.comparingInt(Scored::distance));
    return scored.stream().limit(MAX_SUGGESTIONS).map(Scored::name).toList();
  }

  /** Returns a hint such as {@code "; did you mean 'fare'?"}, or a list of the existing names. */
  public static String hint(String wanted, Collection<String> existing) {
    List<String> nearest = of(wanted, existing);
    if (!nearest.isEmpty()) {
      return "; did you mean '" + String.join("' or '", nearest) + "'?";
    }
    List<String> some = existing.stream().limit(12).toList();
    String more = existing.size() > some.size() ? ", …" : "";
    return "; there are: " + String.join(", ", some) + more;
  }

  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int swap = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(swap, 1 + Math.min(above[j], row[j - 1]));
      }
      int[] spare = above;
      above = row;
      row = spare;
    }
    return above[b.length()];
  }
}
