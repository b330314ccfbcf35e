package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Beats when a test says so, on its thread. */
final class ManualPulse {

  final List<String> names = new ArrayList<>();
  final List<Duration> waits = new ArrayList<>();
  private final List<Runnable> beats = new ArrayList<>();
  int closed;

  Machine.Beating start(String name, Duration wait, Duration every, Runnable beat) {
    names.add(name);
    waits.add(wait);
    beats.add(beat);
    return () -> closed++;
  }

  void beat() {
    beats.forEach(Runnable::run);
  }
}
