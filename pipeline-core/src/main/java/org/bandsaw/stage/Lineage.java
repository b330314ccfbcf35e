package org.bandsaw.stage;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the same row that each column made by a stage depends on. A column that depends on
 * earlier rows only has no such columns. A column that is not listed passes through unchanged.
 * Immutable.
 */
public final class Lineage {

  private static final Lineage UNKNOWN = new Lineage(false, Map.of(), null);
  private static final Lineage PASS_THROUGH = new Lineage(true, Map.of(), null);

  private final boolean known;
  private final Map<String, Set<String>> sameRow;
  private final @Nullable Set<String> dynamicInputs;

  private Lineage(
      boolean known, Map<String, Set<String>> sameRow, @Nullable Set<String> dynamicInputs) {
    this.known = known;
    this.sameRow = sameRow;
    this.dynamicInputs = dynamicInputs;
  }

  /** Returns the lineage of a stage that does not declare its inputs. */
  public static Lineage unknown() {
    return UNKNOWN;
  }

  /** Returns a lineage in which all columns pass through. The stage may drop rows and columns. */
  public static Lineage passThrough() {
    return PASS_THROUGH;
  }

  /** Returns this lineage with a column that is made from these columns of the same row. */
  public Lineage withDerived(String column, String... fromSameRow) {
    Map<String, Set<String>> all = new LinkedHashMap<>(sameRow);
    all.put(column, new LinkedHashSet<>(List.of(fromSameRow)));
    return new Lineage(true, all, dynamicInputs);
  }

  /** Returns this lineage with dynamic columns, all made from these columns of the same row. */
  public Lineage withDynamicColumns(String... fromSameRow) {
    return new Lineage(true, sameRow, new LinkedHashSet<>(List.of(fromSameRow)));
  }

  /** Returns the lineage of this stage followed by another one. */
  public Lineage andThen(Lineage next) {
    if (!known || !next.known) {
      return UNKNOWN;
    }
    Map<String, Set<String>> both = new LinkedHashMap<>(sameRow);
    next.sameRow.forEach((column, from) -> both.put(column, upstreamInputs(from)));
    Set<String> dynamic = next.dynamicInputs == null ? null : upstreamInputs(next.dynamicInputs);
    if (dynamic != null && dynamicInputs != null) {
      dynamic.addAll(dynamicInputs);
    }
    return new Lineage(true, both, dynamic == null ? dynamicInputs : dynamic);
  }

  /** Returns the columns of the input row that these columns depend on. */
  private Set<String> upstreamInputs(Set<String> columns) {
    Set<String> all = new LinkedHashSet<>();
    for (String column : columns) {
      all.addAll(sameRow.getOrDefault(column, Set.of(column)));
    }
    return all;
  }

  /** Returns whether the stage declares its inputs. */
  public boolean isKnown() {
    return known;
  }

  /** Returns the columns of the same row that a column depends on; null if it passes through. */
  public @Nullable Set<String> sameRowInputs(String column) {
    return sameRow.get(column);
  }

  /** Returns the columns of the same row that dynamic columns depend on; null if there are none. */
  public @Nullable Set<String> dynamicColumnInputs() {
    return dynamicInputs;
  }
}
