package org.bandsaw.learn;

import java.util.Locale;

/**
 * A function applied to targets before they are learned, whose inverse is applied to predictions;
 * used with {@link Learners#transformedTarget}. Computed by {@link StrictMath}, so that results are
 * the same on every machine.
 *
 * <p>A prediction is the inverse of the mean of the transformed targets, which is not the mean of
 * the targets: with a logarithm it is below that mean, closer to the median.
 */
public enum TargetTransform {
  /** ln y, for targets above 0. Inverse: eᵖ. */
  LOG("above 0") {
    @Override
    public boolean isDefinedFor(double y) {
      return y > 0;
    }

    @Override
    double apply(double y) {
      return StrictMath.log(y);
    }

    @Override
    public double inverse(double p) {
      return StrictMath.exp(p);
    }
  },
  /** ln(1 + y), for targets above −1, for example counts and prices. Inverse: eᵖ − 1. */
  LOG1P("above -1") {
    @Override
    public boolean isDefinedFor(double y) {
      return y > -1;
    }

    @Override
    double apply(double y) {
      return StrictMath.log1p(y);
    }

    @Override
    public double inverse(double p) {
      return StrictMath.expm1(p);
    }
  },
  /** √y, for targets of 0 or above. Inverse: p², and 0 for p below 0. */
  SQRT("of 0 or above") {
    @Override
    public boolean isDefinedFor(double y) {
      return y >= 0;
    }

    @Override
    double apply(double y) {
      return Math.sqrt(y);
    }

    @Override
    public double inverse(double p) {
      return p > 0 ? p * p : 0;
    }
  },
  /** The cube root of y, for any finite target. Inverse: p³. */
  CBRT("that are finite") {
    @Override
    public boolean isDefinedFor(double y) {
      return Math.abs(y) <= Double.MAX_VALUE;
    }

    @Override
    double apply(double y) {
      return StrictMath.cbrt(y);
    }

    @Override
    public double inverse(double p) {
      return p * p * p;
    }
  };

  private final String domain;

  TargetTransform(String domain) {
    this.domain = domain;
  }

  /** The name in learner names, in lower case: {@code log1p} for {@link #LOG1P}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the transform is defined for a target. */
  public abstract boolean isDefinedFor(double y);

  abstract double apply(double y);

  /**
   * Returns the transformed target.
   *
   * @throws IllegalArgumentException if the transform is not defined for the target
   */
  public double forward(double y) {
    if (!isDefinedFor(y)) {
      throw new IllegalArgumentException(
          "the target "
              + y
              + " has no "
              + label()
              + "; targets "
              + domain
              + " are needed. Filter such rows in a stage, or choose another transform");
    }
    return apply(y);
  }

  /** Returns the target of a transformed value; infinite if it is too large for a double. */
  public abstract double inverse(double p);
}
