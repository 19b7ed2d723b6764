package io.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What README.md and docs/ tell people to type is what the commands take. */
final class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("meridian.root", ".."));
  private static final Set<String> SERVICES =
      Set.of("receiver", "querier", "store-gateway", "all", "demo");

  /** The launcher's own. */
  private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "build", "format", "bench");

  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

  @TempDir private Path folder;

  private static String read(String page) {
    try {
      return Files.readString(ROOT.resolve(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> blocks(String page, String language) {
    return BLOCK
        .matcher(read(page))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** Every command of ours in the pages, as it is typed. */
  static Stream<String> commands() {
    return Stream.of(
            "README.md",
            "docs/quick-start.md",
            "docs/receiver.md",
            "docs/querier.md",
            "docs/store-gateway.md")
        .flatMap(page -> blocks(page, "sh").stream())
        .flatMap(block -> block.replace("\\\n", " ").lines())
        .map(line -> line.replaceFirst("\\s+#.*", "").strip())
        .filter(line -> line.startsWith("./meridian ") || line.startsWith("meridian "))
        .distinct();
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      String typed = word.group();
      words.add(
          typed.contains("'")
              ? typed.replaceAll("'([^']*)'", "$1")
              : typed.replaceAll("\"([^\"]*)\"", "$1"));
    }
    return words;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandsAreTaken(String command) throws IOException {
    List<String> words = words(command);
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
    String content =
        blocks("docs/quick-start.md", "yaml").stream()
            .filter(block -> block.startsWith("type: S3"))
            .findFirst()
            .orElseThrow();
    try {
      return "--objstore.config-file=" + Files.writeString(folder.resolve("bucket.yml"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void grafanaFindsTheApiWhereItListens() {
    Object file =
        blocks("docs/quick-start.md", "yaml").stream()
            .filter(block -> block.contains("datasources:"))
            .map(block -> new Load(LoadSettings.builder().build()).loadFromString(block))
            .findFirst()
            .orElseThrow();

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
    String config =
        blocks("docs/quick-start.md", "yaml").stream()
            .filter(block -> block.contains("remote_write:"))
            .findFirst()
            .orElseThrow();
    assertThat(config).contains("url: http://localhost:19291/api/v1/receive");
    Path file = Files.writeString(folder.resolve("prometheus.yml"), config);

    ExternalProgram.Result result =
        ExternalProgram.assumePresent("promtool")
            .run(Duration.ofMinutes(1), "check", "config", "--syntax-only", file.toString());

    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
  }
}
