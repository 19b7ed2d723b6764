package io.meridian.service.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class LogLineTest {
  private static String line(LogFormat format, String message, @Nullable Throwable failure) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "", context.getLogger("io.meridian.a.Store"), Level.WARN, message, failure, null);
    event.setInstant(Instant.parse("2026-11-21T19:00:00.5Z"));
    event.setMDCPropertyMap(Map.of("request_id", "r-1"));
    event.addKeyValuePair(new KeyValuePair("tenant", "team a"));
    return new String(new LogLine(format).encode(event), UTF_8);
  }

  @Test
  void writesLogfmt() {
    assertThat(line(LogFormat.LOGFMT, "2 blocks \"cut\"\n=done", null))
        .isEqualTo(
            "ts=2026-11-21T19:00:00.500Z level=warn caller=Store"
                + " msg=\"2 blocks \\\"cut\\\"\\n=done\" request_id=r-1 tenant=\"team a\"\n");
  }

  @Test
  void writesJson() {
    assertThat(line(LogFormat.JSON, "ä \\ \u0001 \ud800", null))
        .isEqualTo(
            "{\"ts\":\"2026-11-21T19:00:00.500Z\",\"level\":\"warn\",\"caller\":\"Store\","
                + "\"msg\":\"ä \\\\ \\u0001 \\ud800\",\"request_id\":\"r-1\","
                + "\"tenant\":\"team a\"}\n");
  }

  @Test
  void keepsAStackTraceInItsLine() {
    String line = line(LogFormat.LOGFMT, "failed", new IllegalStateException("no disk"));

    assertThat(line).contains("err=\"java.lang.IllegalStateException: no disk\\n");
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
  }
}
