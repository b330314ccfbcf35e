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
    Subscriber subscriber = new Subscriber(new Handover(name(), schema, DEMAND, false));
    publisher.subscribe(subscriber);
    return subscriber.handover.reader(subscriber::askForOne, subscriber::cancel);
  }

  private static final class Subscriber implements Flow.Subscriber<Table> {

    private final Handover handover;
    private final AtomicReference<Flow.@Nullable Subscription> subscription =
        new AtomicReference<>();
    private volatile boolean cancelled;

    Subscriber(Handover handover) {
      this.handover = handover;
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
        if (!handover.offer(table)) {
          stop(
              new IllegalStateException(
                  "the publisher gave more tables than were asked for; it must keep to"
                      + " Subscription.request"));
        }
      } catch (BandsawException notOfTheSchema) {
        stop(notOfTheSchema);
      } catch (IllegalStateException closedMeanwhile) {
        cancel();
      }
    }

    private void stop(Throwable why) {
      handover.end(why);
      cancel();
    }

    @Override
    public void onError(Throwable cause) {
      handover.end(cause);
    }

    @Override
    public void onComplete() {
      handover.end(null);
    }

    void askForOne() {
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
