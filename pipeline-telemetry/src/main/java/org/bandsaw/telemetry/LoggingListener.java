package org.bandsaw.telemetry;

import java.util.Objects;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes what happens in a run to a log, one sentence for each event:
 *
 * <table>
 * <caption>levels</caption>
 * <tr><th>event</th><th>level</th></tr>
 * <tr><td>a run started, or ended well</td><td>INFO</td></tr>
 * <tr><td>a run failed</td><td>ERROR</td></tr>
 * <tr><td>a chunk was accepted or refused over budget, an energy budget was exceeded, a listener threw</td>
 * <td>WARN</td></tr>
 * <tr><td>backpressure changed, a column appeared</td><td>INFO</td></tr>
 * <tr><td>a chunk was split, chunks have other sizes, reading ahead ended or began, a run
 * rested</td><td>DEBUG</td></tr>
 * <tr><td>a chunk was committed</td><td>TRACE</td></tr>
 * <tr><td>an event that is younger than this class</td><td>DEBUG</td></tr>
 * </table>
 *
 * <p>A sentence is only made when its level is on. Give each job a listener with a logger of its
 * own to tell jobs apart. Safe for any number of threads.
 */
public final class LoggingListener implements RunListener {

  private final Logger logger;

  private LoggingListener(Logger logger) {
    this.logger = logger;
  }

  /** Writes to the logger {@code org.bandsaw.run}. */
  public static LoggingListener standard() {
    return to(LoggerFactory.getLogger("org.bandsaw.run"));
  }

  /** Writes to this logger. */
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
