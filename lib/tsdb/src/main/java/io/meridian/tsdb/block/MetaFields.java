package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fields of one JSON object, taken out one by one by name and kind; what nobody took is left
 * over in the end. A field whose value is null counts as absent. Errors name the field by its path,
 * with line and column.
 */
final class MetaFields {
  private final String file;
  private final String path;
  private final Json.Place place;
  private final Map<String, Json> left;

  private MetaFields(String file, String path, Json.Fields fields) {
    this.file = file;
    this.path = path;
    this.place = fields.place();
    this.left = new LinkedHashMap<>(fields.values());
  }

  static MetaFields of(String file, Json json) {
    if (json instanceof Json.Fields fields) {
      return new MetaFields(file, "", fields);
    }
    throw JsonReader.error(file, json.place(), "expected an object, found " + json.kind());
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  Optional<String> text(String name) {
    return take(name).map(json -> asText(name, json));
  }

  long requiredInteger(String name) {
    return integer(name, take(name).orElseThrow(() -> missing(name)));
  }

  /** A whole number; 0 if there is none. */
  long integer(String name) {
    return take(name).map(json -> integer(name, json)).orElse(0L);
  }

  /** A whole number that is not negative; 0 if there is none. */
  long count(String name) {
    Optional<Json> json = take(name);
    long value = json.map(number -> integer(name, number)).orElse(0L);
    if (value < 0) {
      throw JsonReader.error(
          file, json.orElseThrow().place(), field(name) + " must not be negative, was " + value);
    }
    return value;
  }

  private long integer(String name, Json json) {
    if (json instanceof Json.Num number) {
      try {
        return Long.parseLong(number.text());
      } catch (NumberFormatException e) {
        throw wrongKind(name, "a whole number of at most 64 bits", json);
      }
    }
    throw wrongKind(name, "a whole number", json);
  }

  boolean flag(String name) {
    Optional<Json> json = take(name);
    if (json.isEmpty()) {
      return false;
    }
    if (json.get() instanceof Json.Bool bool) {
      return bool.value();
    }
    throw wrongKind(name, "true or false", json.get());
  }

  Ulid requiredUlid(String name) {
    Json json = take(name).orElseThrow(() -> missing(name));
    return asUlid(name, json);
  }

  List<String> texts(String name) {
    return list(name, json -> asText(name, json));
  }

  List<Ulid> ulids(String name) {
    return list(name, json -> asUlid(name, json));
  }

  /** A list of objects, each read by a function. */
  <T> List<T> objects(String name, Function<MetaFields, T> read) {
    return list(name, json -> read.apply(asFields(name, json)));
  }

  Optional<MetaFields> object(String name) {
    return take(name).map(json -> asFields(name, json));
  }

  MetaFields requiredObject(String name) {
    return object(name).orElseThrow(() -> missing(name));
  }

  Optional<RawJson> raw(String name) {
    return take(name).map(json -> new RawJson(JsonText.compact(json)));
  }

  /** Fields that were not taken, with their JSON text. */
  Map<String, RawJson> rest() {
    Map<String, RawJson> rest = new LinkedHashMap<>();
    left.forEach((name, json) -> rest.put(name, new RawJson(JsonText.compact(json))));
    return rest;
  }

  /** Fields that were not taken, all of them text. */
  Map<String, String> restAsTexts() {
    Map<String, String> rest = new LinkedHashMap<>();
    left.forEach((name, json) -> rest.put(name, asText(name, json)));
    return rest;
  }

  /** An error about a field that was taken. */
  CorruptDataException invalid(String name, String finding) {
    return JsonReader.error(file, place, field(name) + " " + finding);
  }

  private Optional<Json> take(String name) {
    Json json = left.remove(name);
    return json == null || json instanceof Json.Null ? Optional.empty() : Optional.of(json);
  }

  private <T> List<T> list(String name, Function<Json, T> read) {
    Optional<Json> json = take(name);
    if (json.isEmpty()) {
      return List.of();
    }
    if (!(json.get() instanceof Json.Array array)) {
      throw wrongKind(name, "a list", json.get());
    }
    List<T> list = new ArrayList<>(array.values().size());
    array.values().forEach(element -> list.add(read.apply(element)));
    return list;
  }

  private String asText(String name, Json json) {
    if (json instanceof Json.Text text) {
      return text.value();
    }
    throw wrongKind(name, "text", json);
  }

  private Ulid asUlid(String name, Json json) {
    try {
      return Ulid.parse(asText(name, json));
    } catch (IllegalArgumentException e) {
      throw JsonReader.error(
          file, json.place(), field(name) + " must be a block's name: " + e.getMessage());
    }
  }

  private MetaFields asFields(String name, Json json) {
    if (json instanceof Json.Fields fields) {
      return new MetaFields(file, path + name + ".", fields);
    }
    throw wrongKind(name, "an object", json);
  }

  private CorruptDataException missing(String name) {
    return JsonReader.error(file, place, field(name) + " is missing");
  }

  private CorruptDataException wrongKind(String name, String expected, Json found) {
    return JsonReader.error(
        file, found.place(), field(name) + " must be " + expected + ", was " + found.kind());
  }

  private String field(String name) {
    return "field " + path + name;
  }
}
