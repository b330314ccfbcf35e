package org.bandsaw;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tech.tablesaw.api.Table;

/** Publishes the tables of a job: each subscriber gets a run and a thread of its own. */
final class TablePublisher implements Flow.Publisher<Table> {

  private final Job job;

  TablePublisher(Job job) {
    this.job = job;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Table> subscriber) {
    Subscription subscription =
        new Subscription(job, Objects.requireNonNull(subscriber, "subscriber"));
    subscriber.onSubscribe(subscription);
    subscription.thread.start();
  }

  /** A run whose tables are given out as they are demanded. */
  private static final class Subscription implements Flow.Subscription {

    private final Job job;
    private final Flow.Subscriber<? super Table> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private final Thread thread;
    private volatile boolean cancelled;
    private volatile boolean badRequest;

    Subscription(Job job, Flow.Subscriber<? super Table> subscriber) {
      this.job = job;
      this.subscriber = subscriber;
      this.thread = new Thread(this::run, "bandsaw-publish-" + job.settings().name());
    }

    private void run() {
      try (PullRun pull = job.pull()) {
        Iterator<Table> tables = pull.iterator();
        while (!cancelled && awaitDemand() && tables.hasNext()) {
          demand.decrementAndGet();
          subscriber.onNext(tables.next());
        }
      } catch (RuntimeException | Error problem) {
        if (!cancelled) {
          cancelled = true;
          subscriber.onError(problem);
        }
        return;
      }
      if (!cancelled) {
        subscriber.onComplete();
      }
    }

    private boolean awaitDemand() {
      while (!cancelled && demand.get() == 0) {
        if (badRequest) {
          throw new IllegalArgumentException("a subscriber must request at least 1 table");
        }
        LockSupport.park(this);
      }
      return !cancelled;
    }

    @Override
    public void request(long n) {
      if (n < 1) {
        badRequest = true;
      } else {
        demand.accumulateAndGet(n, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
      }
      LockSupport.unpark(thread);
    }

    @Override
    public void cancel() {
      cancelled = true;
      LockSupport.unpark(thread);
    }
  }
}
