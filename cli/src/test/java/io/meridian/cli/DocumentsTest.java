package io.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Document;
import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What README.md and docs/ tell people to type is what the commands take. */
final class DocumentsTest {
  private static final Document QUICK_START = Document.of("docs/quick-start.md");
  private static final Set<String> SERVICES =
      Set.of("receiver", "querier", "store-gateway", "all", "demo");

  /** The launcher's own. */
  private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "build", "format", "bench");

  @TempDir private Path folder;

  /** Every command of ours in the pages, as it is typed. */
  static Stream<String> commands() {
    return Stream.of(
            "README.md",
            "docs/quick-start.md",
            "docs/receiver.md",
            "docs/querier.md",
            "docs/store-gateway.md")
        .flatMap(page -> Document.of(page).commands().stream())
        .filter(line -> line.startsWith("./meridian ") || line.startsWith("meridian "))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandsAreTaken(String command) throws IOException {
    List<String> words = new ArrayList<>(Document.words(command));
    words.removeFirst();
    if (OF_THE_LAUNCHER.contains(words.getFirst())) {
      return;
    }
    if (SERVICES.contains(words.getFirst())) {
      words.add(1, "check-config");
      words.replaceAll(this::withFiles);
    } else {
      words.add("--help"); // parsed, not run
    }

    Invocation invocation = Invocation.of(words.toArray(String[]::new));

    assertThat(invocation.exitCode()).as("%s: %s", command, invocation.err()).isZero();
    assertThat(invocation.err()).doesNotContain("nknown");
  }

  /** The files that pages name, with what the pages say is in them. */
  private String withFiles(String word) {
    if (!word.startsWith("--objstore.config-file=")) {
      return word;
    }
    String content = QUICK_START.block("yaml", "type: S3");
    try {
      return "--objstore.config-file=" + Files.writeString(folder.resolve("bucket.yml"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void grafanaFindsTheApiWhereItListens() {
    Object file =
        new Load(LoadSettings.builder().build())
            .loadFromString(QUICK_START.block("yaml", "datasources:"));

    Map<String, ?> source =
        Map.of(
            "name", "Meridian",
            "type", "prometheus",
            "access", "proxy",
            "url", "http://localhost:10902",
            "isDefault", true,
            "jsonData", Map.of("httpMethod", "POST", "timeInterval", "15s"));
    assertThat(file).isEqualTo(Map.of("apiVersion", 1, "datasources", List.of(source)));
    assertThat(Invocation.of("all", "--help").out())
        .contains("--http-address=0.0.0.0:10902", "--remote-write.address=0.0.0.0:19291");
  }

  @Test
  void prometheusTakesItsConfiguration() throws IOException {
    String config = QUICK_START.block("yaml", "remote_write:");
    assertThat(config).contains("url: http://localhost:19291/api/v1/receive");
    Path file = Files.writeString(folder.resolve("prometheus.yml"), config);

    ExternalProgram.Result result =
        ExternalProgram.assumePresent("promtool")
            .run(Duration.ofMinutes(1), "check", "config", "--syntax-only", file.toString());

    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
  }
}
