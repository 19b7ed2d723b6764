package io.meridian.service.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Header fields in their order. Names are compared without regard to case. Immutable. */
public final class Headers {
  /** No fields. */
  public static final Headers NONE = new Headers(new String[0]);

  /** Names at even places, each followed by its value. */
  private final String[] fields;

  private Headers(String[] fields) {
    this.fields = fields;
  }

  /**
   * Fields of names and values in turn.
   *
   * @throws IllegalArgumentException if a value is missing or would end its line
   */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "the header " + namesAndValues[namesAndValues.length - 1] + " has no value");
    }
    for (String each : namesAndValues) {
      if (each.indexOf('\r') >= 0 || each.indexOf('\n') >= 0 || each.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a header is one line, was " + each.strip());
      }
    }
    return new Headers(namesAndValues.clone());
  }

  /** Fields that came over the wire, where a line end is what ends them. */
  static Headers received(String[] namesAndValues) {
    return new Headers(namesAndValues);
  }

  /** The first value of a field. */
  public Optional<String> first(String name) {
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equalsIgnoreCase(name)) {
        return Optional.of(fields[i + 1]);
      }
    }
    return Optional.empty();
  }

  /** All values of a field, in their order. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    forEach((each, value) -> {
      if (each.equalsIgnoreCase(name)) {
        values.add(value);
      }
    });
    return values;
  }

  /** The same fields and one more. */
  public Headers and(String name, String value) {
    Headers more = of(name, value);
    String[] joined = Arrays.copyOf(fields, fields.length + 2);
    System.arraycopy(more.fields, 0, joined, fields.length, 2);
    return new Headers(joined);
  }

  /** Calls back with each name and value. */
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < fields.length; i += 2) {
      action.accept(fields[i], fields[i + 1]);
    }
  }
}
