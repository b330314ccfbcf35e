package org.bandsaw.source;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Schema;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** Reads the tables of a publisher. Each reader is a separate subscriber. */
record PublisherSource(Schema schema, Flow.Publisher<Table> publisher) implements Source {

  /** Number of tables requested and not read yet. */
  private static final int DEMAND = 2;

  @Override
  public String name() {
    return "publisher";
  }

  @Override
  public ChunkReader open() {
    Subscriber subscriber = new Subscriber(new TableQueue(name(), schema, DEMAND, false));
    publisher.subscribe(subscriber);
    return subscriber.queue.reader(subscriber::requestOne, subscriber::cancel);
  }

  private static final class Subscriber implements Flow.Subscriber<Table> {

    private final TableQueue queue;
    private final AtomicReference<Flow.@Nullable Subscription> subscription =
        new AtomicReference<>();
    private volatile boolean cancelled;

    Subscriber(TableQueue queue) {
      this.queue = queue;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
      if (cancelled || !subscription.compareAndSet(null, newSubscription)) {
        newSubscription.cancel();
      } else {
        newSubscription.request(DEMAND);
      }
    }

    @Override
    public void onNext(Table table) {
      if (cancelled) {
        return;
      }
      try {
        if (!queue.offer(table)) {
          failWith(
              new IllegalStateException(
                  "the publisher delivered more tables than were requested; it must respect"
                      + " Subscription.request"));
        }
      } catch (BandsawException otherSchema) {
        failWith(otherSchema);
      } catch (IllegalStateException closed) {
        cancel();
      }
    }

    private void failWith(Throwable cause) {
      queue.complete(cause);
      cancel();
    }

    @Override
    public void onError(Throwable cause) {
      queue.complete(cause);
    }

    @Override
    public void onComplete() {
      queue.complete(null);
    }

    void requestOne() {
      Flow.Subscription current = subscription.get();
      if (current != null) {
        current.request(1);
      }
    }

    void cancel() {
      cancelled = true;
      Flow.Subscription current = subscription.get();
      if (current != null) {
        current.cancel();
      }
    }
  }
}
