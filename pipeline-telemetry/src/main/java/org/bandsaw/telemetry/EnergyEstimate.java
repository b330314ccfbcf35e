package org.bandsaw.telemetry;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.EnergySource;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/** An estimate of energy: time multiplied by a stated power. */
record EnergyEstimate(TimeBasis basis, double watts) implements EnergySource {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Which time is multiplied. */
  enum TimeBasis {
    ELAPSED("%.3f s elapsed × %s W"),
    PROCESSOR("%.3f s of processor time of this process × %s W per busy processor");

    private final String format;

    TimeBasis(String format) {
      this.format = format;
    }
  }

  EnergyEstimate {
    Objects.requireNonNull(basis, "basis");
    if (!(watts > 0) || Double.isInfinite(watts)) {
      throw new IllegalArgumentException("watts must be a finite number above 0, not " + watts);
    }
  }

  @Override
  public EnergyMeter open(Ticker ticker, ResourceProbe probe) {
    return new Meter(
        basis == TimeBasis.ELAPSED
            ? () -> OptionalLong.of(ticker.nanoTime())
            : probe::processCpuNanos);
  }

  private final class Meter implements EnergyMeter {

    private final Supplier<OptionalLong> clock;
    private final OptionalLong startNanos;
    private OptionalLong endNanos = OptionalLong.empty();

    Meter(Supplier<OptionalLong> clock) {
      this.clock = clock;
      this.startNanos = clock.get();
    }

    @Override
    public EnergyReading read() {
      OptionalLong now = endNanos.isPresent() ? endNanos : clock.get();
      if (startNanos.isEmpty() || now.isEmpty()) {
        return new EnergyReading.Unavailable(
            "the processor time of this process is not available on this system", Optional.empty());
      }
      double seconds = Math.max(0, now.getAsLong() - startNanos.getAsLong()) / NANOS_PER_SECOND;
      return new EnergyReading.Estimated(
          seconds * watts, String.format(Locale.ROOT, basis.format, seconds, watts), watts);
    }

    @Override
    public void close() {
      if (endNanos.isEmpty()) {
        endNanos = clock.get();
      }
    }
  }
}
