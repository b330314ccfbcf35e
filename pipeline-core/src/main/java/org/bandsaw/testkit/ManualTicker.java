package org.bandsaw.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.bandsaw.probe.Sleeper;
import org.bandsaw.probe.Ticker;

/**
 * Time that passes only when a test says so, or when somebody sleeps on it. Safe for any number of
 * threads.
 */
public final class ManualTicker implements Ticker, Sleeper {

  private final AtomicLong nanos = new AtomicLong();

  private ManualTicker() {}

  /** A ticker at 1970-01-01T00:00:00Z. */
  public static ManualTicker start() {
    return new ManualTicker();
  }

  /** Lets time pass. */
  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Lets so much time pass at once. */
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
