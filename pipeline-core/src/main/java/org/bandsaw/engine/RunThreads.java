package org.bandsaw.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The threads that a run started to work for it. Safe for use by several threads. */
final class RunThreads implements Supplier<List<Thread>> {

  private final List<Thread> all = new CopyOnWriteArrayList<>();

  void add(Thread thread) {
    all.add(thread);
  }

  /** Returns all threads so far, including those that have ended. */
  @Override
  public List<Thread> get() {
    return all;
  }
}
