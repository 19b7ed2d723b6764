package io.meridian.service.telemetry;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Has what libraries give to the JDK's own log, as gRPC does, written with everything else, so that
 * no line stands in another format.
 */
final class JdkLogs extends Handler {
  private final SimpleFormatter formatter = new SimpleFormatter();

  /** Takes the place of the JDK's handlers. */
  static void take() {
    LogManager.getLogManager().reset();
    java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new JdkLogs());
  }

  @Override
  public void publish(LogRecord event) {
    String name = event.getLoggerName() == null ? "jdk" : event.getLoggerName();
    LoggerFactory.getLogger(name)
        .atLevel(level(event.getLevel().intValue()))
        .setCause(event.getThrown())
        .log("{}", formatter.formatMessage(event));
  }

  private static org.slf4j.event.Level level(int value) {
    if (value >= Level.SEVERE.intValue()) {
      return org.slf4j.event.Level.ERROR;
    }
    if (value >= Level.WARNING.intValue()) {
      return org.slf4j.event.Level.WARN;
    }
    return value >= Level.INFO.intValue()
        ? org.slf4j.event.Level.INFO
        : org.slf4j.event.Level.DEBUG;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
