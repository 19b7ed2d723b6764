package io.meridian.cli.promql;

import io.meridian.promql.Engine;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.service.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares answers with those expected: HTTP status and body, every digit of every value. The order
 * of an instant vector counts only if the query sorts, and then not among equal values; that of
 * warnings and infos never does; of more than ten only their number counts.
 */
final class AnswerCheck {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST = 200;

  private final Engine engine;

  AnswerCheck(Engine engine) {
    this.engine = engine;
  }

  /** The first difference, in words; empty if there is none. */
  Optional<String> difference(AskedQuery asked, ApiAnswer answer) {
    JsonNode actual = json(answer);
    if (asked.status() != answer.status()) {
      return Optional.of(
          "expected status %d, got %d: %s".formatted(asked.status(), answer.status(), cut(actual)));
    }
    Optional<JsonNode> expected = asked.response();
    if (expected.isEmpty()) {
      return Optional.of("the expected answer is not given as JSON");
    }
    for (String field : List.of("status", "errorType", "error")) {
      if (!expected.get().path(field).equals(actual.path(field))) {
        return Optional.of(differ(field, expected.get().path(field), actual.path(field)));
      }
    }
    for (String field : List.of("warnings", "infos")) {
      if (!sameRemarks(texts(expected.get().path(field)), texts(actual.path(field)))) {
        return Optional.of(differ(field, expected.get().path(field), actual.path(field)));
      }
    }
    return data(asked.query(), expected.get().path("data"), actual.path("data"));
  }

  /** Where there are more than are given, which of them Prometheus gives is left to chance. */
  private static boolean sameRemarks(Set<String> expected, Set<String> actual) {
    Optional<String> omitted =
        expected.stream().filter(text -> text.endsWith(" annotations omitted")).findAny();
    return expected.equals(actual)
        || (omitted.isPresent()
            && actual.contains(omitted.get())
            && actual.size() == expected.size());
  }

  private static JsonNode json(ApiAnswer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ByteText text = new ByteText(bytes)) {
      answer.put(text);
    }
    return JSON.readTree(bytes.toByteArray());
  }

  private static Set<String> texts(JsonNode array) {
    TreeSet<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asString()));
    return texts;
  }

  private Optional<String> data(String query, JsonNode expected, JsonNode actual) {
    JsonNode type = expected.path("resultType");
    if (!type.equals(actual.path("resultType"))) {
      return Optional.of(differ("data.resultType", type, actual.path("resultType")));
    }
    JsonNode wanted = expected.path("result");
    JsonNode found = actual.path("result");
    if (!type.asString("").equals("vector")) {
      return compare("data.result", wanted, found);
    }
    String order = order(query);
    if (order.startsWith("sort_by_label")) {
      return compare("data.result", wanted, found);
    }
    if (order.startsWith("sort") && !values(wanted).equals(values(found))) {
      return Optional.of(differ("order of data.result", wanted, found));
    }
    return compare("data.result", sorted(wanted), sorted(found));
  }

  /** The outermost function, which may be one that sorts. */
  private String order(String query) {
    Expression tree = engine.parse(query);
    return tree instanceof Call call ? call.function().name() : "";
  }

  private static List<JsonNode> values(JsonNode samples) {
    List<JsonNode> values = new ArrayList<>();
    samples.forEach(sample -> values.add(sample.path("value").path(1)));
    return values;
  }

  private static JsonNode sorted(JsonNode samples) {
    List<JsonNode> all = new ArrayList<>();
    samples.forEach(all::add);
    all.sort(Comparator.comparing(sample -> sample.path("metric").toString()));
    return JSON.createArrayNode().addAll(all);
  }

  private static Optional<String> compare(String place, JsonNode expected, JsonNode actual) {
    if (expected.isArray() && actual.isArray()) {
      for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
        Optional<String> found = compare(place + "[" + i + "]", expected.get(i), actual.get(i));
        if (found.isPresent()) {
          return found;
        }
      }
      return expected.size() == actual.size()
          ? Optional.empty()
          : Optional.of(
              "%s: expected %d elements, got %d".formatted(place, expected.size(), actual.size()));
    }
    if (expected.isObject() && actual.isObject()) {
      TreeSet<String> names = new TreeSet<>(expected.propertyNames());
      names.addAll(actual.propertyNames());
      for (String name : names) {
        Optional<String> found =
            compare(place + "." + name, expected.path(name), actual.path(name));
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
    return same(expected, actual) ? Optional.empty() : Optional.of(differ(place, expected, actual));
  }

  private static boolean same(JsonNode expected, JsonNode actual) {
    if (expected.isNumber() && actual.isNumber()) {
      return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
    }
    return expected.equals(actual);
  }

  private static String differ(String place, JsonNode expected, JsonNode actual) {
    return place + ": expected " + cut(expected) + ", got " + cut(actual);
  }

  private static String cut(JsonNode json) {
    String text = json.isMissingNode() ? "nothing" : json.toString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
