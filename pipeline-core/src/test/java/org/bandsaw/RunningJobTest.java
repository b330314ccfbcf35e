package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.JobStatus;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.QueueSource;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job on its own thread, which receives its rows from the test through a queue. */
@Timeout(60)
class RunningJobTest {

  private static final Duration LONG = Duration.ofSeconds(50);

  @TempDir private Path folder;

  private final QueueSource queue = Sources.queue(Trips.SCHEMA, 4);
  private final BlockingQueue<RunEvent.Committed> commits = new LinkedBlockingQueue<>();
  private final Pipeline pipeline =
      Pipeline.builder().stage(Stages.lag("fare", 1)).learn("fare", Learners.mean()).build();

  private Job job() {
    return pipeline.on(queue).name("live").listener(RunEvent.Committed.class, commits::add);
  }

  @Test
  void runsToTheEndOfTheSourceAndCompletes() throws InterruptedException {
    try (RunningJob running = job().start()) {
      queue.put(Trips.table(0, 3));
      commits.take();
      queue.put(Trips.table(3, 5));
      queue.close();

      StreamReport report = running.await();

      assertThat(report.end()).isEqualTo(StreamReport.End.SOURCE_ENDED);
      assertThat(report.rows().committed()).isEqualTo(5);
      assertThat(running.completion().join().scores()).isEqualTo(report.scores());
      assertThat(running.status().state()).isEqualTo(JobStatus.State.ENDED);
      assertThat(running.status().rows()).isEqualTo(5);
      assertThat(running.status().error()).isEmpty();
      assertThat(running.report().end()).isEqualTo(StreamReport.End.SOURCE_ENDED);
    }
  }

  @Test
  void reportsItsStatusWhileItRuns() throws InterruptedException {
    ManualTicker time = ManualTicker.start();
    try (RunningJob running = job().time(time, time).start()) {
      queue.put(Trips.table(0, 3));
      commits.take();
      StreamReport report = running.report(); // waits for the present chunk
      time.advance(Duration.ofSeconds(7));

      assertThat(report.end()).isEqualTo(StreamReport.End.RUNNING);
      assertThat(report.rows().committed()).isEqualTo(3);
      assertThat(report.scores().rows()).isEqualTo(2); // the first row has no earlier fare
      assertThat(report.skippedRows()).isEqualTo(1);
      assertThat(report.trainedPipeline()).isEmpty();
      assertThat(running.status().rows()).isEqualTo(3);
      assertThat(running.status().sinceLastCommit()).isEqualTo(Duration.ofSeconds(7));
      assertThat(report.toString()).contains("job       live on queue").contains("RUNNING");
    }
  }

  @Test
  void stopCompletesTheChunkAndKeepsCommittedRows() throws InterruptedException {
    Path csv = folder.resolve("out.csv");
    RunningJob running = job().sink(Sinks.csv(csv).columns("distance")).start();
    queue.put(Trips.table(0, 3));
    commits.take();

    StreamReport report = running.stop(LONG);

    assertThat(report.end()).isEqualTo(StreamReport.End.STOPPED);
    assertThat(report.rows().committed()).isEqualTo(3);
    assertThat(report.scores().rmse().isKnown()).isTrue();
    assertThat(report.trained().features().names()).containsExactly("distance", "fare_lag_1");
    assertThat(csv).hasContent("distance\n1.0\n2.0\n3.0\n");
    assertThat(running.stop(LONG).end()).isEqualTo(StreamReport.End.STOPPED);
    running.close();
  }

  @Test
  void stopThrowsIfTheChunkTakesLonger() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    RunningJob running =
        job()
            .sink(
                Sinks.callback(
                    "slow",
                    rows -> {
                      entered.countDown();
                      awaited(release);
                    }))
            .start();
    queue.put(Trips.table(0, 3));
    entered.await();

    assertThatThrownBy(() -> running.stop(Duration.ofMillis(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the present chunk takes longer than PT0.001S; the run ends after it");
    release.countDown();

    assertThat(running.await().end()).isEqualTo(StreamReport.End.STOPPED);
  }

  @Test
  void pausesAndResumes() throws InterruptedException {
    BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
    RunningJob[] itself = new RunningJob[1];
    CountDownLatch known = new CountDownLatch(1);
    RunningJob running =
        job()
            .chunks(ChunkPolicy.fixed(2))
            .listener(
                RunEvent.Committed.class,
                event -> {
                  awaited(known);
                  if (event.chunk() == 1) {
                    itself[0].pause();
                  }
                  seen.add(event.chunk());
                })
            .start();
    itself[0] = running;
    known.countDown();
    queue.put(Trips.table(0, 2));
    queue.put(Trips.table(2, 4));
    queue.close();
    seen.take();
    while (running.status().state() != JobStatus.State.PAUSED) {
      Thread.onSpinWait();
    }

    assertThat(running.report().rows().committed()).isEqualTo(2);
    assertThat(running.status().rows()).isEqualTo(2);

    running.resume();

    assertThat(running.await().rows().committed()).isEqualTo(4);
    assertThat(running.report().end()).isEqualTo(StreamReport.End.SOURCE_ENDED);
  }

  @Test
  void aPausedRunCanBeStopped() throws InterruptedException {
    RunningJob running = job().start();
    running.pause();
    while (running.status().state() != JobStatus.State.PAUSED) {
      Thread.onSpinWait();
    }

    assertThat(running.stop(LONG).end()).isEqualTo(StreamReport.End.STOPPED);
  }

  @Test
  void awaitThrowsIfItsThreadIsInterruptedAndTheRunContinues() {
    RunningJob running = job().start();
    Thread.currentThread().interrupt();

    assertThatThrownBy(running::await)
        .isInstanceOf(RunCancelledException.class)
        .hasMessage("interrupted while waiting for the run");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(running.completion()).isNotDone();
    running.close();
    assertThat(running.report().end()).isEqualTo(StreamReport.End.STOPPED);
  }

  @Test
  void aFailureOfTheQueueIsRethrownByAwait() throws InterruptedException {
    RunningJob running = job().start();
    queue.put(Trips.table(0, 3));
    queue.fail(new IllegalStateException("broker gone"));

    assertThatThrownBy(running::await)
        .hasMessageContaining("source 'queue'")
        .hasRootCauseMessage("broker gone");
    assertThat(running.report().rows().committed()).isEqualTo(3);
  }

  @Test
  void twoRunningJobsMustNotWriteTheSameFile() throws InterruptedException {
    Path csv = folder.resolve("out.csv");
    RunningJob first = job().sink(Sinks.csv(csv)).start();
    queue.put(Trips.table(0, 3));
    commits.take();

    Job second = pipeline.on(Trips.source(2)).sink(Sinks.csv(csv));

    assertThatThrownBy(second::runStreaming)
        .hasMessageContaining("out.csv")
        .hasMessageContaining("is being written by another run")
        .hasMessageContaining("thread 'bandsaw-live'");
    assertThat(first.stop(LONG).sinks()).containsExactly(new StreamReport.SinkRows("out.csv", 3));
    assertThat(csv.toFile()).content().hasLineCount(4);
    second.runStreaming();
    assertThat(csv.toFile()).content().hasLineCount(3);
  }

  @Test
  void onePipelineCanRunInTwoThreadsAtOnce() {
    Pipeline shared =
        Pipeline.builder()
            .stage(Stages.standardScale("distance"))
            .stage(Stages.oneHot("vendor"))
            .stage(Stages.rollingMean("fare", 5).excludingCurrentRow().minRows(1))
            .stage(Stages.dropMissing())
            .learn("fare", Learners.sgd())
            .build();
    Job job = shared.on(Trips.source(3_000)).chunks(ChunkPolicy.fixed(64));
    StreamReport alone = job.runStreaming();
    List<RunningJob> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(job.name("run-" + i).start());
    }

    for (RunningJob running : both) {
      StreamReport report = running.await();
      assertThat(report.scores()).isEqualTo(alone.scores());
      assertThat(report.trained()).isEqualTo(alone.trained());
    }
    assertThat(job.runStreaming().trained()).isEqualTo(alone.trained());
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
