package io.meridian.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an answer of Prometheus' API says, in eight digits, so that servers can be compared: its
 * data alone, series in one order, names in one order, numbers to nine digits, since sums differ in
 * the last ones where they are made in another order.
 */
final class AnswerDigest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private AnswerDigest() {}

  /**
   * Eight hexadecimal digits, and how many elements the answer's list has.
   *
   * @throws IOException if it is an error, or no answer at all
   */
  static String of(byte[] body) throws IOException {
    JsonNode answer = read(body);
    if (!answer.path("status").asString("").equals("success")) {
      throw new IOException(answer.path("error").asString("no answer of Prometheus' API"));
    }
    JsonNode data = answer.path("data");
    JsonNode list = data.isObject() ? data.path("result") : data;
    return hash(text(data)) + " of " + list.size();
  }

  private static JsonNode read(byte[] body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      throw new IOException("expected JSON, got " + new String(body, StandardCharsets.UTF_8), e);
    }
  }

  private static String text(JsonNode json) {
    if (json.isObject()) {
      StringBuilder text = new StringBuilder("{");
      for (String name : new TreeSet<>(json.propertyNames())) {
        if (!name.equals("stats")) {
          text.append(name).append(':').append(text(json.path(name))).append(';');
        }
      }
      return text.append('}').toString();
    }
    if (json.isArray()) {
      List<String> elements = new ArrayList<>();
      json.forEach(element -> elements.add(text(element)));
      if (!json.isEmpty() && json.path(0).isObject()) {
        Collections.sort(elements);
      }
      return elements.toString();
    }
    return json.isNumber() ? rounded(json.asDouble()) : value(json.asString(""));
  }

  private static String value(String text) {
    try {
      return rounded(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static String rounded(double number) {
    return String.format(Locale.ROOT, "%.8e", number);
  }

  private static String hash(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
