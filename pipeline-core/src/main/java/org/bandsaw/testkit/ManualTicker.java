package org.bandsaw.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.bandsaw.probe.Sleeper;
import org.bandsaw.probe.Ticker;

/**
 * A clock that advances only by {@link #advance} and {@link #sleep}. Safe for use by any number of
 * threads.
 */
public final class ManualTicker implements Ticker, Sleeper {

  private final AtomicLong nanos = new AtomicLong();

  private ManualTicker() {}

  /** Returns a ticker at 1970-01-01T00:00:00Z. */
  public static ManualTicker start() {
    return new ManualTicker();
  }

  /** Advances the time. */
  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Advances the time and returns immediately. */
  @Override
  public void sleep(Duration time) {
    advance(time);
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(nanos.get());
  }
}
