package org.bandsaw;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The threads that a run started to work for it. Any thread may look. */
final class RunThreads implements Supplier<List<Thread>> {

  private final List<Thread> all = new CopyOnWriteArrayList<>();

  /** Another one has been made. */
  void add(Thread thread) {
    all.add(thread);
  }

  /** All that were made so far, ended ones too. */
  @Override
  public List<Thread> get() {
    return all;
  }
}
