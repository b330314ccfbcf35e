package org.bandsaw.budget;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bandsaw.data.BandsawException;

/**
 * Thrown if something needs more than the memory budget and cannot be made smaller. It reports the
 * bytes needed, the budget, and, where available, a breakdown of the bytes.
 */
public final class BudgetExceededException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final long neededBytes;
  private final long budgetBytes;
  private final String subject;
  private final LinkedHashMap<String, Long> breakdown;

  /**
   * Creates an exception without a breakdown.
   *
   * @param subject what did not fit
   * @param neededBytes the bytes it needs
   * @param budgetBytes the memory budget
   * @param remedy what to do, as a sentence
   */
  public BudgetExceededException(
      String subject, long neededBytes, long budgetBytes, String remedy) {
    this(subject, neededBytes, budgetBytes, Map.of(), remedy);
  }

  /**
   * Creates an exception with a breakdown.
   *
   * @param subject what did not fit
   * @param neededBytes the bytes it needs
   * @param budgetBytes the memory budget
   * @param breakdown bytes by their holder, in the order of the message; the message leaves out
   *     holders of 0 bytes
   * @param remedy what to do, as a sentence
   */
  public BudgetExceededException(
      String subject,
      long neededBytes,
      long budgetBytes,
      Map<String, Long> breakdown,
      String remedy) {
    super(
        String.format(
            Locale.ROOT,
            "%s needs %d bytes; the memory budget is %d.%s %s",
            subject,
            neededBytes,
            budgetBytes,
            formatBreakdown(breakdown),
            remedy));
    this.subject = subject;
    this.neededBytes = neededBytes;
    this.budgetBytes = budgetBytes;
    this.breakdown = new LinkedHashMap<>(breakdown);
  }

  private static String formatBreakdown(Map<String, Long> parts) {
    String list =
        parts.entrySet().stream()
            .filter(part -> part.getValue() > 0)
            .map(part -> part.getKey() + " " + part.getValue())
            .collect(Collectors.joining(", "));
    return list.isEmpty() ? "" : " Of these: " + list + ".";
  }

  /** Returns the bytes that were needed. */
  public long neededBytes() {
    return neededBytes;
  }

  /** Returns the memory budget in bytes. */
  public long budgetBytes() {
    return budgetBytes;
  }

  /** Returns what did not fit. */
  public String subject() {
    return subject;
  }

  /** Returns the bytes by their holder; empty if unavailable. */
  public Map<String, Long> breakdown() {
    return Collections.unmodifiableMap(breakdown);
  }
}
