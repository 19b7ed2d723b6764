package io.meridian.cli.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.Invocation;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How many queries are answered as Prometheus answered them, to the last digit and word. */
final class GoldenQueriesTest {
  private static final int EQUAL_SO_FAR = 996;
  private static final Pattern COUNTS = Pattern.compile("(\\d+) equal, \\d+ different\n$");
  private static final String FEATURES =
      "promql-experimental-functions,promql-extended-range-selectors,promql-binop-fill-modifiers";

  private int equal;

  @Test
  void answersAsManyQueriesAsBefore() {
    check("queries", FEATURES, "xor", "histograms");
    check("errors", FEATURES, "xor", "histograms");
    check("queries-no-features", "none", "xor", "histograms");
    check(
        "queries-delayed-name-removal",
        FEATURES + ",promql-delayed-name-removal",
        "xor",
        "histograms");
    check("start-timestamps", FEATURES + ",use-start-timestamps", "xor2", "histograms-st");
    check("start-timestamps-not-used", FEATURES, "xor2", "histograms-st");

    Conformance.count("golden-queries", equal);
    assertThat(equal).isGreaterThanOrEqualTo(EQUAL_SO_FAR);
  }

  private void check(String name, String features, String... blocks) {
    Path queries = Golden.assumePresent("golden/queries/" + name + ".jsonl.gz");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "tools",
                "promql",
                "query",
                "--check",
                "--queries=" + queries,
                "--enable-feature=" + features));
    for (String block : blocks) {
      arguments.add("--blocks=" + Golden.assumePresent("golden/" + block));
    }

    Invocation checked = Invocation.of(arguments.toArray(String[]::new));

    Matcher counts = COUNTS.matcher(checked.out());
    assertThat(counts.find()).as(checked.err()).isTrue();
    equal += Integer.parseInt(counts.group(1));
  }
}
