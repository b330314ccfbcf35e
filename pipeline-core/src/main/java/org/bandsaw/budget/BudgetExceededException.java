package org.bandsaw.budget;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bandsaw.data.BandsawException;

/** Something did not fit its budget and there was no way left to make it smaller. */
public final class BudgetExceededException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final long neededBytes;
  private final long budgetBytes;
  private final String subject;
  private final LinkedHashMap<String, Long> breakdown;

  /**
   * Something that needs so many bytes in all.
   *
   * @param what what did not fit
   * @param neededBytes what it took
   * @param budgetBytes what it might have taken
   * @param remedy what to do
   */
  public BudgetExceededException(String what, long neededBytes, long budgetBytes, String remedy) {
    this(what, neededBytes, budgetBytes, Map.of(), remedy);
  }

  /**
   * Something that needs so many bytes, of which it is known what takes them.
   *
   * @param what what did not fit
   * @param neededBytes what it took
   * @param budgetBytes what it might have taken
   * @param parts bytes by what takes them, in the order in which they are told; those that take
   *     none are not told
   * @param remedy what to do
   */
  public BudgetExceededException(
      String what, long neededBytes, long budgetBytes, Map<String, Long> parts, String remedy) {
    super(
        String.format(
            Locale.ROOT,
            "%s needs %d bytes; the memory budget is %d.%s %s",
            what,
            neededBytes,
            budgetBytes,
            formatBreakdown(parts),
            remedy));
    this.subject = what;
    this.neededBytes = neededBytes;
    this.budgetBytes = budgetBytes;
    this.breakdown = new LinkedHashMap<>(parts);
  }

  private static String formatBreakdown(Map<String, Long> parts) {
    String list =
        parts.entrySet().stream()
            .filter(part -> part.getValue() > 0)
            .map(part -> part.getKey() + " " + part.getValue())
            .collect(Collectors.joining(", "));
    return list.isEmpty() ? "" : " Of these: " + list + ".";
  }

  /** What it took. */
  public long neededBytes() {
    return neededBytes;
  }

  /** What it might have taken. */
  public long budgetBytes() {
    return budgetBytes;
  }

  /** What did not fit. */
  public String subject() {
    return subject;
  }

  /** Bytes by what took them, as far as it is known. */
  public Map<String, Long> breakdown() {
    return Collections.unmodifiableMap(breakdown);
  }
}
