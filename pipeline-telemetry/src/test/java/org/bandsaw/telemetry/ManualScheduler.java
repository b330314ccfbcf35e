package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs periodic tasks when the test calls {@link #runAll}, on its thread. */
final class ManualScheduler {

  final List<String> names = new ArrayList<>();
  final List<Duration> initialDelays = new ArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>();
  int closed;

  Machine.PeriodicTask schedule(
      String name, Duration initialDelay, Duration interval, Runnable task) {
    names.add(name);
    initialDelays.add(initialDelay);
    tasks.add(task);
    return () -> closed++;
  }

  void runAll() {
    tasks.forEach(Runnable::run);
  }
}
