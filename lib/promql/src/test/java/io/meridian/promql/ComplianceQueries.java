package io.meridian.promql;

import io.meridian.testkit.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The queries of the PromQL compliance tests, each with all the arguments that it has places for.
 */
final class ComplianceQueries {
  private static final Pattern QUERY = Pattern.compile("\\s*(?:- )?(?:#.*|query: (.*))");
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\.(\\w+)}}");
  private static final Map<String, String> ARGUMENTS =
      Map.ofEntries(
          Map.entry("simpleAggrOp", "sum avg max min count stddev stdvar"),
          Map.entry("topBottomOp", "topk bottomk"),
          Map.entry("quantile", "-0.5 0.1 0.5 0.75 0.95 0.90 0.99 1 1.5"),
          Map.entry("arithBinOp", "+ - * / % ^"),
          Map.entry("compBinOp", "== != < > <= >="),
          Map.entry("binOp", "+ - * / % ^ == != < > <= >="),
          Map.entry("simpleMathFunc", "abs ceil floor exp sqrt ln log2 log10"),
          Map.entry("extrapolatedRateFunc", "delta rate increase"),
          Map.entry("instantRateFunc", "idelta irate"),
          Map.entry("clampFunc", "clamp_min clamp_max"),
          Map.entry("dateFunc", "day_of_month day_of_week days_in_month hour minute month year"),
          Map.entry("offset", "1m 5m 10m"),
          Map.entry("range", "1s 15s 1m 5m 15m 1h"),
          Map.entry("simpleTimeAggrOp", "sum avg max min count stddev stdvar absent last present"));

  private ComplianceQueries() {}

  static List<String> all() {
    try {
      List<String> queries = new ArrayList<>();
      for (String line :
          Files.readAllLines(Golden.assumePresent("promql-compliance/promql-test-queries.yml"))) {
        Matcher query = QUERY.matcher(line);
        if (query.matches() && query.group(1) != null) {
          expand(unquoted(query.group(1)), queries);
        }
      }
      return queries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unquoted(String text) {
    char quote = text.charAt(0);
    return (quote == '\'' || quote == '"') && text.charAt(text.length() - 1) == quote
        ? text.substring(1, text.length() - 1)
        : text;
  }

  private static void expand(String query, List<String> into) {
    Matcher place = PLACE.matcher(query);
    if (!place.find()) {
      into.add(query);
      return;
    }
    for (String argument : ARGUMENTS.getOrDefault(place.group(1), "").split(" ", -1)) {
      expand(query.replace(place.group(), argument), into);
    }
  }
}
