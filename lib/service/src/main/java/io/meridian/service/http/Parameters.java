package io.meridian.service.http;

import io.meridian.model.InvalidRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parameters of a query or of a form, in their order. Immutable. */
public final class Parameters {
  /** No parameters. */
  public static final Parameters NONE = new Parameters(Map.of());

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Reads {@code a=1&b=2} with its percent signs and pluses.
   *
   * @throws InvalidRequestException if an escape is none
   */
  public static Parameters parse(String encoded) {
    if (encoded.isEmpty()) {
      return NONE;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String each : encoded.split("&", -1)) {
      if (!each.isEmpty()) {
        int sign = each.indexOf('=');
        String name = decode(sign < 0 ? each : each.substring(0, sign));
        String value = sign < 0 ? "" : decode(each.substring(sign + 1));
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return new Parameters(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "the parameter text \""
              + (text.length() <= 60 ? text : text.substring(0, 60) + "…")
              + "\" has a percent sign without two hexadecimal digits; write it as %25",
          e);
    }
  }

  /** The first value of a parameter. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** All values of a parameter. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /** The names that occur. */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** These and those of a form; of a name that is in both, these come first. */
  public Parameters and(Parameters others) {
    Map<String, List<String>> joined = new LinkedHashMap<>();
    for (Map<String, List<String>> each : List.of(values, others.values)) {
      each.forEach(
          (name, found) -> joined.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(found));
    }
    return new Parameters(joined);
  }
}
