package io.meridian.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Golden;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What is printed is parsed to the same tree again. */
class PrinterTest {
  @RegisterExtension final Seed seed = new Seed();

  private static final Pattern EVALUATION =
      Pattern.compile(
          "^\\s*eval(?:_\\w+)?\\s+(?:instant\\s+at\\s+\\S+|range\\s+from\\s+\\S+\\s+to\\s+\\S+\\s+step\\s+\\S+)\\s+(.+)$");

  @Test
  void readsBackGoldenQueries() {
    Set<String> queries = new HashSet<>();
    for (JsonNode answer : GoldenQueries.read("queries")) {
      queries.add(answer.get("query").asString());
    }

    int parsed = readBack(queries);

    assertThat(parsed).isGreaterThan(500);
  }

  @Test
  void readsBackQueriesOfScripts() throws IOException {
    Path folder = Golden.assumePresent("promqltest");
    Set<String> queries = new HashSet<>();
    try (Stream<Path> scripts = Files.list(folder)) {
      for (Path script : scripts.filter(file -> file.toString().endsWith(".test")).toList()) {
        for (String line : Files.readAllLines(script)) {
          Matcher evaluation = EVALUATION.matcher(line);
          if (evaluation.matches()) {
            queries.add(evaluation.group(1));
          }
        }
      }
    }

    int parsed = readBack(queries);

    assertThat(parsed).isGreaterThan(900);
  }

  @Test
  void readsBackRandomQueries() {
    RandomGenerator random = seed.random();
    Set<String> queries = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      queries.add(new RandomQuery(random).vector(random.nextInt(1, 4)));
    }

    int parsed = readBack(queries);

    assertThat(parsed * 2).isGreaterThan(queries.size());
  }

  private static int readBack(Set<String> queries) {
    List<String> parsed = new ArrayList<>();
    for (String query : queries) {
      if (SyntaxFuzzTest.parses(query)) {
        PrintedTrees.assertReadBack(query);
        parsed.add(query);
      }
    }
    return parsed.size();
  }
}
