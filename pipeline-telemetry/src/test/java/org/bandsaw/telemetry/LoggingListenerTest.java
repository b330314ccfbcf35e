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

  /** Collects messages of a level or above. */
  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;
    private final Level threshold;
    private final transient List<String> all = new ArrayList<>();

    Lines(Level threshold) {
      this.threshold = threshold;
    }

    private boolean isEnabled(Level level) {
      return level.toInt() >= threshold.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
      return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
      return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
      return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
      return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
      return isEnabled(Level.ERROR);
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
        Arguments.of(new RunEvent.Paused("over budget", Duration.ZERO), Level.DEBUG),
        Arguments.of(new RunEvent.BackpressureChanged("disk", 2, 1, Duration.ZERO), Level.INFO),
        Arguments.of(new RunEvent.DynamicColumnAdded("x", 5), Level.INFO),
        Arguments.of(new RunEvent.ListenerFailed("1", "no"), Level.WARN),
        Arguments.of(new RunEvent.Ended("STOPPED", 7), Level.INFO),
        Arguments.of(new RunEvent.Ended("FAILED", 7), Level.ERROR));
  }

  @ParameterizedTest
  @MethodSource("events")
  void logsEachEventAtItsLevel(RunEvent event, Level level) {
    Lines lines = new Lines(Level.TRACE);
    LoggingListener.to(lines).onEvent(event);

    assertThat(lines.all).containsExactly(level + " " + event.describe());
  }

  @Test
  void coversAllTypesOfEvents() {
    Set<String> listed = new TreeSet<>();
    events().forEach(arguments -> listed.add(arguments.get()[0].getClass().getSimpleName()));
    List<String> kinds = new ArrayList<>();
    for (Class<?> kind : RunEvent.class.getPermittedSubclasses()) {
      kinds.add(kind.getSimpleName());
    }

    assertThat(listed).containsExactlyInAnyOrderElementsOf(kinds);
  }

  @Test
  void writesNothingBelowTheEnabledLevel() {
    Lines lines = new Lines(Level.INFO);
    Rides.job(6).listener(LoggingListener.to(lines)).runStreaming();

    assertThat(lines.all).hasSize(2).last().isEqualTo("INFO SOURCE_ENDED after 4 rows");
    assertThat(lines.all.get(0)).startsWith("INFO job 'rides' started on rows with 2 columns");
  }
}
