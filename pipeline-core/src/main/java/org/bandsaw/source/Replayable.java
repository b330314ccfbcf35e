package org.bandsaw.source;

/** Capability: opening the source again gives the same rows. */
public interface Replayable extends Source {

  @Override
  default Replayable limit(long rows) {
    return new LimitedSource.LimitedReplayable(this, rows);
  }
}
