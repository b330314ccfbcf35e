package org.bandsaw.source;

/** A source that can be opened any number of times and returns the same rows each time. */
public interface Replayable extends Source {

  @Override
  default Replayable limit(long rows) {
    return new LimitedSource.LimitedReplayable(this, rows);
  }
}
