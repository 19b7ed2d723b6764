package io.meridian.service.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LoggingTest {
  private final PrintStream before = System.err;

  @AfterEach
  void logAsBefore() throws Exception {
    System.setErr(before);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void writesEverybodysEventsInOneFormat() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    System.setErr(new PrintStream(lines, true, UTF_8));

    Logging.begin(LogLevel.INFO, LogFormat.JSON);
    LoggerFactory.getLogger("a.Own").info("ours");
    LoggerFactory.getLogger("a.Own").debug("too much");
    java.util.logging.Logger.getLogger("io.grpc.Server").log(Level.WARNING, "of {0}", "gRPC");
    java.util.logging.Logger.getLogger("io.grpc.Server").info("too much");

    assertThat(lines.toString(UTF_8).lines())
        .satisfiesExactly(
            own -> assertThat(own).endsWith("\"caller\":\"Own\",\"msg\":\"ours\"}"),
            theirs ->
                assertThat(theirs)
                    .contains("\"level\":\"warn\",\"caller\":\"Server\",\"msg\":\"of gRPC\""));
  }
}
