package org.bandsaw.stage;

/** A run that describes its fit in reports. */
public interface FittedRun extends StageRun {

  /**
   * Returns a line such as {@code dropped weight (r 0.9132 with height)}. It is the same after
   * loading. Before the fit it is, for example, {@code not fitted yet}.
   */
  String describeFit();
}
