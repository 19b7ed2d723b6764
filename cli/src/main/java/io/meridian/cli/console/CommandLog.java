package io.meridian.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import io.meridian.service.telemetry.Logging;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The log of commands, on standard error: standard output belongs to what they answer. Lines are
 * {@code 2026-01-05T12:00:00.000Z INFO Caller: message}, stack traces follow. Logback's own file,
 * where there is one, has precedence; to parse one takes 600 classes, which services would keep.
 */
public final class CommandLog extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    DefaultJoranConfigurator file = new DefaultJoranConfigurator();
    file.setContext(context);
    if (file.configure(context) != ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY) {
      begin(context);
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Has a context log so, and print nothing of logback's own business. */
  static void begin(LoggerContext context) {
    context.getStatusManager().add(new NopStatusListener());
    Logging.toStandardError(context, Level.INFO, new Line());
  }

  /** An event as such a line. */
  static final class Line extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = new byte[0];

    @Override
    public byte[] headerBytes() {
      return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
      return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      StringBuilder line = new StringBuilder(200);
      Time.FORMAT.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
      String level = event.getLevel().toString();
      line.append(' ').append(level).repeat(' ', 6 - level.length());
      String logger = event.getLoggerName();
      line.append(logger, logger.lastIndexOf('.') + 1, logger.length());
      line.append(": ").append(event.getFormattedMessage()).append(System.lineSeparator());
      if (event.getThrowableProxy() != null) {
        line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      return line.toString().getBytes(UTF_8);
    }
  }

  /** Made when the first line is: a service writes none. */
  private static final class Time {
    static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
  }
}
