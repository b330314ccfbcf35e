package org.bandsaw.learn;

import java.util.Objects;

/**
 * The loss that a regression by stochastic gradient descent minimizes, named and defined as in
 * scikit-learn. With r = p − y, prediction minus target, and the derivative by p:
 *
 * <pre>
 * squared               r²/2                                     r
 * huber                 r²/2 where |r| ≤ ε, else ε|r| − ε²/2     r, limited to ±ε
 * epsilon insensitive   max(0, |r| − ε)                          −1, 0 or 1
 * </pre>
 *
 * <p>Immutable. Huber: Robust estimation of a location parameter, Annals of Mathematical Statistics
 * 35, 1964; ε-insensitive: Vapnik, The Nature of Statistical Learning Theory, 1995.
 *
 * @param kind the formula
 * @param epsilon ε in units of the target: above 0 for Huber, 0 or above for ε-insensitive, 0 for
 *     the squared loss
 */
public record SgdLoss(Kind kind, double epsilon) {

  /** The formulas. */
  public enum Kind {
    /** Scikit-learn's {@code squared_error}. */
    SQUARED,
    /** Scikit-learn's {@code huber}. */
    HUBER,
    /** Scikit-learn's {@code epsilon_insensitive}. */
    EPSILON_INSENSITIVE
  }

  public SgdLoss {
    Objects.requireNonNull(kind, "kind");
    boolean valid =
        kind == Kind.SQUARED
            ? epsilon == 0
            : (kind == Kind.HUBER ? epsilon > 0 : epsilon >= 0) && Double.isFinite(epsilon);
    if (!valid) {
      throw new IllegalArgumentException(
          kind == Kind.SQUARED
              ? "the squared loss has no epsilon, not " + epsilon
              : "epsilon must be "
                  + (kind == Kind.HUBER ? "above 0" : "0 or above")
                  + " and finite, not "
                  + epsilon);
    }
  }

  /** The squared error: best for normally distributed errors. */
  public static SgdLoss squared() {
    return new SgdLoss(Kind.SQUARED, 0);
  }

  /** Squared for errors up to ε, linear beyond: an outlier has limited influence. */
  public static SgdLoss huber(double epsilon) {
    return new SgdLoss(Kind.HUBER, epsilon);
  }

  /** 0 for errors up to ε, linear beyond. */
  public static SgdLoss epsilonInsensitive(double epsilon) {
    return new SgdLoss(Kind.EPSILON_INSENSITIVE, epsilon);
  }
}
