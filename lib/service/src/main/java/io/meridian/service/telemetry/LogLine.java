package io.meridian.service.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * A log event as one line, whatever is in it. Keys are those of Prometheus and Thanos: {@code ts},
 * {@code level}, {@code caller}, {@code msg}, then what the event and its thread carry ({@code
 * request_id}), then {@code err} with the stack trace.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = new byte[0];

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final LogFormat format;

  LogLine(LogFormat format) {
    this.format = format;
  }

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
    Fields fields = new Fields(format);
    fields.add("ts", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
    fields.add("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    fields.add("caller", simple(event.getLoggerName()));
    fields.add("msg", event.getFormattedMessage());
    event.getMDCPropertyMap().forEach(fields::add);
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair each : event.getKeyValuePairs()) {
        fields.add(each.key, String.valueOf(each.value));
      }
    }
    if (event.getThrowableProxy() != null) {
      fields.add("err", ThrowableProxyUtil.asString(event.getThrowableProxy()).strip());
    }
    return fields.line().getBytes(StandardCharsets.UTF_8);
  }

  private static String simple(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  /** The fields of a line, as they are added. */
  private static final class Fields {
    private final LogFormat format;
    private final StringBuilder line = new StringBuilder(200);

    Fields(LogFormat format) {
      this.format = format;
    }

    void add(String key, String value) {
      switch (format) {
        case LOGFMT -> {
          line.append(line.isEmpty() ? "" : " ").append(plainKey(key)).append("=");
          if (isPlain(value)) {
            line.append(value);
          } else {
            quote(value);
          }
        }
        case JSON -> {
          line.append(line.isEmpty() ? "{" : ",");
          quote(key);
          line.append(":");
          quote(value);
        }
      }
    }

    String line() {
      return line.append(format == LogFormat.JSON ? "}\n" : "\n").toString();
    }

    private static String plainKey(String key) {
      return isPlain(key) ? key : key.replaceAll("[^0-9A-Za-z_.-]", "_");
    }

    private static boolean isPlain(String text) {
      return !text.isEmpty()
          && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != '\\' && c < 0x7f);
    }

    private void quote(String text) {
      line.append('"');
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"' -> line.append("\\\"");
          case '\\' -> line.append("\\\\");
          case '\n' -> line.append("\\n");
          case '\r' -> line.append("\\r");
          case '\t' -> line.append("\\t");
          default -> {
            if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !isPaired(text, i))) {
              line.append("\\u%04x".formatted((int) c));
            } else {
              line.append(c);
            }
          }
        }
      }
      line.append('"');
    }

    private static boolean isPaired(String text, int at) {
      return Character.isHighSurrogate(text.charAt(at))
          ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
          : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
  }
}
