package org.bandsaw.stage;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of its own row each column that a stage makes depends on. A column that uses
 * earlier rows only depends on none. What is not mentioned passes through unchanged. Immutable.
 */
public final class Lineage {

  private static final Lineage UNKNOWN = new Lineage(false, Map.of(), null);
  private static final Lineage PASS_THROUGH = new Lineage(true, Map.of(), null);

  private final boolean known;
  private final Map<String, Set<String>> sameRow;
  private final @Nullable Set<String> dynamicInputs;

  private Lineage(boolean known, Map<String, Set<String>> sameRow, @Nullable Set<String> grown) {
    this.known = known;
    this.sameRow = sameRow;
    this.dynamicInputs = grown;
  }

  /** Nobody says. */
  public static Lineage unknown() {
    return UNKNOWN;
  }

  /** All columns pass through; rows or columns may get lost. */
  public static Lineage passThrough() {
    return PASS_THROUGH;
  }

  /** This lineage and a column that is made from these columns of its own row. */
  public Lineage withDerived(String column, String... fromSameRow) {
    Map<String, Set<String>> wider = new LinkedHashMap<>(sameRow);
    wider.put(column, new LinkedHashSet<>(List.of(fromSameRow)));
    return new Lineage(true, wider, dynamicInputs);
  }

  /** This lineage and columns that grow, all made from these columns of their own row. */
  public Lineage withDynamicColumns(String... fromSameRow) {
    return new Lineage(true, sameRow, new LinkedHashSet<>(List.of(fromSameRow)));
  }

  /** What comes of this lineage and the one of a stage that follows it. */
  public Lineage andThen(Lineage next) {
    if (!known || !next.known) {
      return UNKNOWN;
    }
    Map<String, Set<String>> both = new LinkedHashMap<>(sameRow);
    next.sameRow.forEach((column, from) -> both.put(column, upstreamInputs(from)));
    Set<String> growing = next.dynamicInputs == null ? null : upstreamInputs(next.dynamicInputs);
    if (growing != null && dynamicInputs != null) {
      growing.addAll(dynamicInputs);
    }
    return new Lineage(true, both, growing == null ? dynamicInputs : growing);
  }

  /** What these columns depend on in the row that comes in. */
  private Set<String> upstreamInputs(Set<String> columns) {
    Set<String> all = new LinkedHashSet<>();
    for (String column : columns) {
      all.addAll(sameRow.getOrDefault(column, Set.of(column)));
    }
    return all;
  }

  /** Whether the stage says where its columns come from. */
  public boolean isKnown() {
    return known;
  }

  /** What a column that this stage makes depends on in its own row; null when it passes through. */
  public @Nullable Set<String> sameRowInputs(String column) {
    return sameRow.get(column);
  }

  /** What the columns that grow depend on in their own row; null when none grow. */
  public @Nullable Set<String> dynamicColumnInputs() {
    return dynamicInputs;
  }
}
