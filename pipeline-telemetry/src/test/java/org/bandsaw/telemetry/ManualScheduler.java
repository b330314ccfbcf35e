package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Beats when a test says so, on its thread. */
final class ManualScheduler {

  final List<String> names = new ArrayList<>();
  final List<Duration> initialDelays = new ArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>();
  int closed;

  Machine.PeriodicTask schedule(String name, Duration wait, Duration every, Runnable beat) {
    names.add(name);
    initialDelays.add(wait);
    tasks.add(beat);
    return () -> closed++;
  }

  void runAll() {
    tasks.forEach(Runnable::run);
  }
}
