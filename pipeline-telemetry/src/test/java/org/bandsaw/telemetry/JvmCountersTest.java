package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class JvmCountersTest {

  private static final double BUSY_SECONDS = 0.03;

  @Test
  void countsHelperThreadsEvenAfterTheyHaveEnded() throws InterruptedException {
    AtomicBoolean enough = new AtomicBoolean();
    Thread helper =
        new Thread(
            () -> {
              while (!enough.get()) {
                Thread.onSpinWait();
              }
            });
    helper.setDaemon(true);
    helper.start();
    JvmCounters alone = new JvmCounters(Thread.currentThread(), List::of);
    JvmCounters both = new JvmCounters(Thread.currentThread(), () -> List.of(helper));

    long id = helper.getId();
    while (ManagementFactory.getThreadMXBean().getThreadCpuTime(id) < BUSY_SECONDS * 1e9) {
      Thread.onSpinWait();
    }
    // this thread's time grows between the calls, so it is read first
    double own = alone.runCpuSeconds().value();
    assertThat(both.runCpuSeconds().value()).isGreaterThanOrEqualTo(own + BUSY_SECONDS);

    enough.set(true);
    helper.join();
    own = alone.runCpuSeconds().value();
    assertThat(both.runCpuSeconds().value()).isGreaterThanOrEqualTo(own + BUSY_SECONDS);
  }
}
