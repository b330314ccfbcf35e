package org.bandsaw.testkit;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.EnergySource;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/**
 * An energy source whose meters return the readings of a test. Safe for use by any number of
 * threads if the supplier of the readings is.
 */
public final class FakeEnergy implements EnergySource {

  private final Supplier<EnergyReading> readings;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private FakeEnergy(Supplier<EnergyReading> readings) {
    this.readings = Objects.requireNonNull(readings, "readings");
  }

  /** Returns a source whose readings are those of a supplier. */
  public static FakeEnergy returning(Supplier<EnergyReading> readings) {
    return new FakeEnergy(readings);
  }

  /**
   * Returns a source whose readings are measurements of a domain {@code fake}.
   *
   * @param joules supplies the joules since the meter was opened
   */
  public static FakeEnergy measuring(DoubleSupplier joules) {
    return returning(() -> new EnergyReading.Measured(joules.getAsDouble(), List.of("fake"), 0));
  }

  /** Returns the number of meters that were opened. */
  public int opened() {
    return opened.get();
  }

  /** Returns the number of meters that are open. */
  public int openCount() {
    return opened.get() - closed.get();
  }

  @Override
  public EnergyMeter open(Ticker ticker, ResourceProbe probe) {
    opened.incrementAndGet();
    return new EnergyMeter() {
      private boolean isClosed;

      @Override
      public EnergyReading read() {
        return readings.get();
      }

      @Override
      public void close() {
        if (!isClosed) {
          isClosed = true;
          closed.incrementAndGet();
        }
      }
    };
  }
}
