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

/** Time multiplied by a stated power. */
record EnergyEstimate(Of time, double watts) implements EnergySource {

  private static final double SECOND = 1e9;

  /** Whose time. */
  enum Of {
    ELAPSED("%.3f s elapsed × %s W"),
    PROCESSOR("%.3f s of processor time of this process × %s W per busy processor");

    private final String how;

    Of(String how) {
      this.how = how;
    }
  }

  EnergyEstimate {
    Objects.requireNonNull(time, "time");
    if (!(watts > 0) || Double.isInfinite(watts)) {
      throw new IllegalArgumentException("a power is a number of watts above 0, not " + watts);
    }
  }

  @Override
  public EnergyMeter open(Ticker ticker, ResourceProbe probe) {
    return new Meter(
        time == Of.ELAPSED ? () -> OptionalLong.of(ticker.nanoTime()) : probe::processCpuNanos);
  }

  private final class Meter implements EnergyMeter {

    private final Supplier<OptionalLong> clock;
    private final OptionalLong begin;
    private OptionalLong end = OptionalLong.empty();

    Meter(Supplier<OptionalLong> clock) {
      this.clock = clock;
      this.begin = clock.get();
    }

    @Override
    public EnergyReading read() {
      OptionalLong now = end.isPresent() ? end : clock.get();
      if (begin.isEmpty() || now.isEmpty()) {
        return new EnergyReading.Unavailable(
            "this system does not say how much processor time the process has used",
            Optional.empty());
      }
      double seconds = Math.max(0, now.getAsLong() - begin.getAsLong()) / SECOND;
      return new EnergyReading.Estimated(
          seconds * watts, String.format(Locale.ROOT, time.how, seconds, watts), watts);
    }

    @Override
    public void close() {
      if (end.isEmpty()) {
        end = clock.get();
      }
    }
  }
}
