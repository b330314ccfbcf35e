package org.bandsaw.source;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Schema;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** Tables of a publisher; each reader is a subscriber of its own. */
record PublisherSource(Schema schema, Flow.Publisher<Table> publisher) implements Source {

  /** Tables asked for and not read yet. */
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

    Subscriber(TableQueue handover) {
      this.queue = handover;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      if (cancelled || !subscription.compareAndSet(null, given)) {
        given.cancel();
      } else {
        given.request(DEMAND);
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
                  "the publisher gave more tables than were asked for; it must keep to"
                      + " Subscription.request"));
        }
      } catch (BandsawException notOfTheSchema) {
        failWith(notOfTheSchema);
      } catch (IllegalStateException closedMeanwhile) {
        cancel();
      }
    }

    private void failWith(Throwable why) {
      queue.complete(why);
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
      Flow.Subscription present = subscription.get();
      if (present != null) {
        present.request(1);
      }
    }

    void cancel() {
      cancelled = true;
      Flow.Subscription present = subscription.get();
      if (present != null) {
        present.cancel();
      }
    }
  }
}
