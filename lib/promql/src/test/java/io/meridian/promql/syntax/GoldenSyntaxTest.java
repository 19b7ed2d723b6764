package io.meridian.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.InvalidRequestException;
import io.meridian.testkit.Conformance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Errors, layouts and trees are those that Prometheus answered. */
class GoldenSyntaxTest {
  private static final String PARAMETER = "invalid parameter \"query\": ";

  @ParameterizedTest
  @CsvSource({"errors, false", "queries, false", "queries-no-features, true"})
  void errorsHavePrometheusWording(String file, boolean stable) {
    SyntaxOptions options = stable ? SyntaxOptions.STABLE : SyntaxOptions.PROMETHEUS;
    List<String> differences = new ArrayList<>();
    int same = 0;
    for (JsonNode answer : GoldenQueries.read(file)) {
      if (!answer.has("response")) {
        continue;
      }
      String query = answer.get("query").asString();
      String expected = answer.get("response").path("error").asString("");
      String wanted = expected.contains(": parse error: ") ? expected : "";
      String ours = error(query, options);
      if (ours.equals(wanted)) {
        same++;
      } else {
        differences.add(query + "\n  ours:   " + ours + "\n  theirs: " + wanted);
      }
    }

    assertThat(differences).isEmpty();
    Conformance.count("golden-query-syntax", same);
  }

  private static String error(String query, SyntaxOptions options) {
    try {
      Syntax.parse(query, options);
      return "";
    } catch (InvalidRequestException e) {
      return PARAMETER + e.getMessage();
    }
  }

  @Test
  void layoutIsThatOfFormatQuery() {
    int same = 0;
    for (JsonNode answer : GoldenQueries.read("api")) {
      if (answer.get("path").asString().endsWith("/format_query")) {
        String query = GoldenQueries.parameter(answer, "query");
        JsonNode response = answer.get("response");

        String expected =
            response.has("data")
                ? response.get("data").asString()
                : response.get("error").asString();
        assertThat(formatted(query)).as(query).isEqualTo(expected);
        same++;
      }
    }
    Conformance.count("golden-query-layouts", same);
  }

  private static String formatted(String query) {
    try {
      return Layout.format(Syntax.parse(query, SyntaxOptions.PROMETHEUS));
    } catch (InvalidRequestException e) {
      return PARAMETER + e.getMessage();
    }
  }

  @Test
  void treesAreThoseOfParseQuery() {
    int same = 0;
    for (JsonNode answer : GoldenQueries.read("api")) {
      JsonNode response = answer.path("response");
      if (answer.get("path").asString().endsWith("/parse_query") && response.has("data")) {
        String query = GoldenQueries.parameter(answer, "query");

        JsonNode tree =
            GoldenQueries.json(SyntaxJson.of(Syntax.parse(query, SyntaxOptions.PROMETHEUS)));
        assertThat(tree.toString())
            .as(query)
            .isEqualTo(GoldenQueries.json(response.get("data")).toString());
        same++;
      }
    }
    Conformance.count("golden-query-trees", same);
  }
}
