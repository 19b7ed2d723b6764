package io.meridian.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLogTest {
  private static final String NAME_OF_FILE = "logback.configurationFile";

  private final PrintStream before = System.err;
  private final LoggerContext context = new LoggerContext();

  CommandLogTest() {
    context.setMDCAdapter(new LogbackMDCAdapter()); // as SLF4J gives the process' own
  }

  @AfterEach
  void stop() {
    System.setErr(before);
    context.stop();
  }

  @Test
  void isWhatLogbackFinds() {
    assertThat(ServiceLoader.load(Configurator.class))
        .singleElement()
        .isInstanceOf(CommandLog.class);
  }

  @Test
  void writesToStandardErrorFromInfoOn() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    System.setErr(new PrintStream(lines, true, UTF_8));

    CommandLog.begin(context);
    context.getLogger("io.meridian.Cut").info("12 blocks of {}", "team-a");
    context.getLogger("io.meridian.Cut").debug("too much");

    assertThat(lines.toString(UTF_8))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Cut: 12 blocks of team-a\\R");
  }

  @Test
  void leavesTheLogToAFileThatIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("own.xml"), "<configuration/>");
    System.setProperty(NAME_OF_FILE, file.toString());
    try {
      new CommandLog().configure(context);
    } finally {
      System.clearProperty(NAME_OF_FILE);
    }
    assertThat(context.getLogger("ROOT").iteratorForAppenders()).isExhausted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR"})
  void looksAsLogbacksPattern(String level) {
    UncheckedIOException failure =
        new UncheckedIOException("while cutting", new IOException("disk full"));
    failure.addSuppressed(new IllegalStateException("not closed"));

    for (Throwable each : new @Nullable Throwable[] {null, failure}) {
      for (String logger : new String[] {"io.meridian.tsdb.Head$Cut", "ROOT", "ends.in."}) {
        LoggingEvent event = event(Level.valueOf(level), logger, each);
        assertThat(line(new CommandLog.Line(), event)).isEqualTo(line(pattern(), event));
      }
    }
  }

  private LoggingEvent event(Level level, String logger, @Nullable Throwable failure) {
    LoggingEvent event =
        new LoggingEvent(
            CommandLogTest.class.getName(),
            context.getLogger("any"),
            level,
            "grün: {} of {}",
            failure,
            new Object[] {1, "two"});
    event.setLoggerName(logger);
    event.setInstant(Instant.parse("2026-01-05T12:00:00.070Z"));
    return event;
  }

  private PatternLayoutEncoder pattern() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(UTF_8);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0}: %msg%n");
    encoder.start();
    return encoder;
  }

  private static String line(Encoder<? super LoggingEvent> encoder, LoggingEvent event) {
    return new String(encoder.encode(event), UTF_8);
  }
}
