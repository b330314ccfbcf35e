package org.bandsaw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.engine.plan.RunSettings;
import org.junit.jupiter.api.Test;

class WorkerThreadsTest {

  @Test
  void anInterruptedRunDoesNotWaitForWorkersThatHaveNotStarted() throws InterruptedException {
    RunSettings settings = new RunSettings().parallelism(2);
    CountDownLatch never = new CountDownLatch(1);
    List<Throwable> thrown = new ArrayList<>();
    Thread runner =
        new Thread(
            () -> {
              for (int i = 0; i < 500; i++) {
                Thread.currentThread().interrupt();
                try (WorkerThreads workers = new WorkerThreads(settings, new RunThreads())) {
                  workers.run(2, part -> awaitInterrupt(part, never));
                } catch (RunCancelledException cancelled) {
                  thrown.add(cancelled);
                }
              }
            });
    runner.start();
    runner.join();

    assertThat(thrown).hasSize(500);
  }

  private static void awaitInterrupt(int part, CountDownLatch never) {
    try {
      if (part == 1) {
        never.await();
      }
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }
}
