package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bandsaw.observe.RunEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

class LoggingListenerTest {

  /** Keeps what is written from one level up. */
  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;
    private final Level from;
    private final transient List<String> all = new ArrayList<>();

    Lines(Level from) {
      this.from = from;
    }

    private boolean on(Level level) {
      return level.toInt() >= from.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
      return on(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
      return on(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
      return on(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
      return on(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
      return on(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable throwable) {
      all.add(level + " " + message);
    }
  }

  static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of(new RunEvent.Started("j", "s", List.of("a"), 1, 1), Level.INFO),
        Arguments.of(new RunEvent.Committed(1, 0, 2, 2, 1, Duration.ZERO, 0, 0, 2), Level.TRACE),
        Arguments.of(new RunEvent.Split(1, 0, 2, 9, 8, 1), Level.DEBUG),
        Arguments.of(new RunEvent.Overrun(1, 0, 1, 9, 8), Level.WARN),
        Arguments.of(new RunEvent.Refused(1, 0, 1, 9, 8), Level.WARN),
        Arguments.of(new RunEvent.Resized(1, 4, 2, "memory", 9, 8), Level.DEBUG),
        Arguments.of(new RunEvent.ReadAheadChanged(1, true, false, "memory", 9, 8), Level.DEBUG),
        Arguments.of(new RunEvent.EnergyOverBudget(12, 10, "J", true), Level.WARN),
        Arguments.of(new RunEvent.Paused("tired", Duration.ZERO), Level.DEBUG),
        Arguments.of(new RunEvent.BackpressureChanged("disk", 2, 1, Duration.ZERO), Level.INFO),
        Arguments.of(new RunEvent.DynamicColumnAdded("x", 5), Level.INFO),
        Arguments.of(new RunEvent.ListenerFailed("1", "no"), Level.WARN),
        Arguments.of(new RunEvent.Ended("STOPPED", 7), Level.INFO),
        Arguments.of(new RunEvent.Ended("FAILED", 7), Level.ERROR));
  }

  @ParameterizedTest
  @MethodSource("events")
  void eachEventHasItsLevel(RunEvent event, Level level) {
    Lines lines = new Lines(Level.TRACE);
    LoggingListener.to(lines).onEvent(event);

    assertThat(lines.all).containsExactly(level + " " + event.describe());
  }

  @Test
  void everyKindOfEventIsOnTheList() {
    Set<String> listed = new TreeSet<>();
    events().forEach(arguments -> listed.add(arguments.get()[0].getClass().getSimpleName()));
    List<String> kinds = new ArrayList<>();
    for (Class<?> kind : RunEvent.class.getPermittedSubclasses()) {
      kinds.add(kind.getSimpleName());
    }

    assertThat(listed).containsExactlyInAnyOrderElementsOf(kinds);
  }

  @Test
  void whatIsOffIsNotWritten() {
    Lines lines = new Lines(Level.INFO);
    Rides.job(6).listener(LoggingListener.to(lines)).runStreaming();

    assertThat(lines.all).hasSize(2).last().isEqualTo("INFO SOURCE_ENDED after 4 rows");
    assertThat(lines.all.get(0)).startsWith("INFO job 'rides' started on rows with 2 columns");
  }
}
