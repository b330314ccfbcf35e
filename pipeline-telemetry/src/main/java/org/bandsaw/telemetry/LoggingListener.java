package org.bandsaw.telemetry;

import java.util.Objects;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes the events of a run to an SLF4J logger, one sentence per event:
 *
 * <table>
 * <caption>levels</caption>
 * <tr><th>event</th><th>level</th></tr>
 * <tr><td>a run started or ended without failure</td><td>INFO</td></tr>
 * <tr><td>a run failed</td><td>ERROR</td></tr>
 * <tr><td>an over-budget chunk was accepted or refused, an energy budget was exceeded, a listener threw</td>
 * <td>WARN</td></tr>
 * <tr><td>backpressure changed, a column appeared</td><td>INFO</td></tr>
 * <tr><td>a chunk was split, the chunk size changed, read-ahead was turned on or off, a run
 * paused</td><td>DEBUG</td></tr>
 * <tr><td>a chunk was committed</td><td>TRACE</td></tr>
 * <tr><td>any other event</td><td>DEBUG</td></tr>
 * </table>
 *
 * <p>Text is formatted only if its level is enabled. To distinguish jobs, give each a listener with
 * a separate logger. Thread-safe.
 */
public final class LoggingListener implements RunListener {

  private final Logger logger;

  private LoggingListener(Logger logger) {
    this.logger = logger;
  }

  /** Returns a listener that writes to the logger {@code org.bandsaw.run}. */
  public static LoggingListener standard() {
    return to(LoggerFactory.getLogger("org.bandsaw.run"));
  }

  /** Returns a listener that writes to the given logger. */
  public static LoggingListener to(Logger logger) {
    return new LoggingListener(Objects.requireNonNull(logger, "logger"));
  }

  @Override
  public void onEvent(RunEvent event) {
    Level level = level(event);
    if (logger.isEnabledForLevel(level)) {
      logger.atLevel(level).log(event.describe());
    }
  }

  private static Level level(RunEvent event) {
    if (event instanceof RunEvent.Committed) {
      return Level.TRACE;
    }
    if (event instanceof RunEvent.Overrun
        || event instanceof RunEvent.Refused
        || event instanceof RunEvent.EnergyOverBudget
        || event instanceof RunEvent.ListenerFailed) {
      return Level.WARN;
    }
    if (event instanceof RunEvent.Ended ended) {
      return ended.outcome().equals("FAILED") ? Level.ERROR : Level.INFO;
    }
    return event instanceof RunEvent.Started
            || event instanceof RunEvent.BackpressureChanged
            || event instanceof RunEvent.DynamicColumnAdded
        ? Level.INFO
        : Level.DEBUG;
  }
}
