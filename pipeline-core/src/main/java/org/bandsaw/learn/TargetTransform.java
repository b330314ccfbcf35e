package org.bandsaw.learn;

import java.util.Locale;

/**
 * What a target is turned into before it is learned, and predictions are turned back from; used
 * with {@link Learners#transformedTarget}. Computed by {@link StrictMath}, alike everywhere.
 *
 * <p>What comes back is the transform's inverse of the mean of transformed targets, not their mean:
 * with a logarithm nearer to the median, below the mean of the targets themselves.
 */
public enum TargetTransform {
  /** ln y, for targets above 0. Back: eᵖ. */
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
  /** ln(1 + y), for targets above −1, as counts and prices are. Back: eᵖ − 1. */
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
  /** √y, for targets from 0. Back: p², and 0 for p below 0. */
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
  /** The cube root of y, for any target. Back: p³. */
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

  /** What learners with it are called by: {@code log1p} for {@link #LOG1P}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a target can be transformed. */
  public abstract boolean isDefinedFor(double y);

  abstract double apply(double y);

  /**
   * The transformed target.
   *
   * @throws IllegalArgumentException when the target cannot be transformed
   */
  public double forward(double y) {
    if (!isDefinedFor(y)) {
      throw new IllegalArgumentException(undefinedMessage(y));
    }
    return apply(y);
  }

  /** The target behind a transformed one; infinite when that is too large for a double. */
  public abstract double inverse(double p);

  String undefinedMessage(double y) {
    return "the target "
        + y
        + " has no "
        + label()
        + "; targets "
        + domain
        + " are needed. Filter such rows in a stage, or choose another transform";
  }

  String overflowMessage(double p) {
    return "the prediction "
        + p
        + " of a "
        + label()
        + " is too large to be turned back into a target. Scale the features in a stage before, or"
        + " learn more slowly";
  }
}
