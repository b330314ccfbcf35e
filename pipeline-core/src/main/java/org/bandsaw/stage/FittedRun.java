package org.bandsaw.stage;

/** Capability: a run that can say what it was fitted to, for a reader of reports. */
public interface FittedRun extends StageRun {

  /**
   * What the fit found, in a line such as {@code dropped weight (r 0.9132 with height)}; the same
   * after loading. Says so where nothing was fitted yet.
   */
  String describeFit();
}
