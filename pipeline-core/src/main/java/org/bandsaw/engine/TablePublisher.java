package org.bandsaw.engine;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.bandsaw.engine.plan.RunPlan;
import tech.tablesaw.api.Table;

/** Publishes the processed rows as tables. Each subscriber has its own run and thread. */
public final class TablePublisher implements Flow.Publisher<Table> {

  private final RunPlan plan;

  public TablePublisher(RunPlan plan) {
    this.plan = plan;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Table> subscriber) {
    Subscription subscription =
        new Subscription(plan, Objects.requireNonNull(subscriber, "subscriber"));
    subscriber.onSubscribe(subscription);
    subscription.thread.start();
  }

  /** A run whose tables are published on demand. */
  private static final class Subscription implements Flow.Subscription {

    private final RunPlan plan;
    private final Flow.Subscriber<? super Table> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private final Thread thread;
    private volatile boolean cancelled;
    private volatile boolean badRequest;

    Subscription(RunPlan plan, Flow.Subscriber<? super Table> subscriber) {
      this.plan = plan;
      this.subscriber = subscriber;
      this.thread = new Thread(this::run, "bandsaw-publish-" + plan.settings().name());
    }

    private void run() {
      try (PulledTables tables = new PulledTables(plan)) {
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
        demand.accumulateAndGet(n, (old, more) -> old + more < 0 ? Long.MAX_VALUE : old + more);
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
