package io.meridian.querier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prometheus' document of its HTTP API: which requests it shows, and how answers must look. */
final class OpenApi {
  private final JsonNode document;

  private OpenApi(JsonNode document) {
    this.document = document;
  }

  static OpenApi parse(String yaml) {
    Object tree =
        new Load(LoadSettings.builder().setCodePointLimit(8 << 20).build()).loadFromString(yaml);
    return new OpenApi(JsonMapper.shared().valueToTree(tree));
  }

  /**
   * A request that the document shows.
   *
   * @param schema of a good answer
   */
  record Shown(String method, String path, List<String> parameters, JsonNode schema) {
    @Override
    public String toString() {
      return method + " " + path + " " + parameters;
    }
  }

  /** The requests for a path: by GET with each example of each parameter, by POST each form. */
  List<Shown> requests(String path) {
    JsonNode operations = document.path("paths").path(path);
    List<Shown> all = new ArrayList<>();
    if (operations.has("get")) {
      all.addAll(gets(path, operations.path("get")));
    }
    JsonNode forms =
        operations
            .path("post")
            .path("requestBody")
            .path("content")
            .path("application/x-www-form-urlencoded")
            .path("examples");
    for (JsonNode form : forms) {
      List<String> parameters = new ArrayList<>();
      form.path("value")
          .properties()
          .forEach(field -> put(field.getKey(), field.getValue(), parameters));
      all.add(new Shown("POST", path, parameters, answer(operations.path("post"))));
    }
    return all;
  }

  private List<Shown> gets(String path, JsonNode get) {
    Map<String, List<JsonNode>> examples = new LinkedHashMap<>();
    int most = 1;
    String filled = path;
    for (JsonNode parameter : get.path("parameters")) {
      List<JsonNode> values = new ArrayList<>();
      parameter.path("examples").forEach(example -> values.add(example.path("value")));
      String name = parameter.path("name").asString();
      if (parameter.path("in").asString().equals("path")) {
        filled =
            path.replace("{" + name + "}", values.isEmpty() ? "job" : values.getFirst().asString());
      } else if (!values.isEmpty()) {
        examples.put(name, values);
        most = Math.max(most, values.size());
      }
    }
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      List<String> parameters = new ArrayList<>();
      int at = i;
      examples.forEach(
          (name, values) -> put(name, values.get(Math.min(at, values.size() - 1)), parameters));
      shown.add(new Shown("GET", filled, parameters, answer(get)));
    }
    return shown;
  }

  private static void put(String name, JsonNode value, List<String> into) {
    if (value.isArray()) {
      value.forEach(each -> put(name, each, into));
    } else {
      into.add(name);
      into.add(value.asString());
    }
  }

  private static JsonNode answer(JsonNode operation) {
    return operation
        .path("responses")
        .path("200")
        .path("content")
        .path("application/json")
        .path("schema");
  }

  /** The schema of errors. */
  JsonNode error() {
    return document.path("components").path("schemas").path("Error");
  }

  /**
   * What is not as a schema says.
   *
   * @param extra fields that may be there though the document does not know them
   */
  Optional<String> fault(JsonNode value, JsonNode schema, String where, List<String> extra) {
    if (schema.has("$ref")) {
      JsonNode target = document.at(schema.path("$ref").asString().substring(1));
      return fault(value, target, where, extra);
    }
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.has(choice)) {
        return anyOf(value, schema.path(choice), where, extra);
      }
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      return Optional.of(where + " is none of " + schema.path("enum") + " but " + value);
    }
    return switch (schema.path("type").asString("")) {
      case "object" -> object(value, schema, where, extra);
      case "array" -> array(value, schema, where, extra);
      case "string" -> expect(value.isString(), where, "a string", value);
      case "integer" -> expect(value.isIntegralNumber(), where, "a whole number", value);
      case "number" -> expect(value.isNumber(), where, "a number", value);
      case "boolean" -> expect(value.isBoolean(), where, "true or false", value);
      default -> Optional.empty();
    };
  }

  private static Optional<String> expect(boolean is, String where, String what, JsonNode value) {
    return is ? Optional.empty() : Optional.of(where + " is not " + what + " but " + value);
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode each : list) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> anyOf(
      JsonNode value, JsonNode schemas, String where, List<String> extra) {
    List<String> faults = new ArrayList<>();
    for (JsonNode schema : schemas) {
      Optional<String> fault = fault(value, schema, where, extra);
      if (fault.isEmpty()) {
        return fault;
      }
      faults.add(fault.get());
    }
    return Optional.of(String.join("; or ", faults));
  }

  private Optional<String> object(
      JsonNode value, JsonNode schema, String where, List<String> extra) {
    if (!value.isObject()) {
      return Optional.of(where + " is no object but " + value);
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asString())) {
        return Optional.of(where + " has no " + name.asString());
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode known = schema.path("properties").path(field.getKey());
      JsonNode others = schema.path("additionalProperties");
      String at = where + "." + field.getKey();
      if (known.isMissingNode()
          && others.isBoolean()
          && !others.asBoolean()
          && !extra.contains(field.getKey())) {
        return Optional.of(at + " is not known");
      }
      JsonNode of = known.isMissingNode() ? others : known;
      Optional<String> fault =
          of.isObject() ? fault(field.getValue(), of, at, extra) : Optional.empty();
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private Optional<String> array(
      JsonNode value, JsonNode schema, String where, List<String> extra) {
    if (!value.isArray()) {
      return Optional.of(where + " is no list but " + value);
    }
    if (value.size() < schema.path("minItems").asInt(0)
        || value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      return Optional.of(where + " has " + value.size() + " items");
    }
    for (int i = 0; i < value.size(); i++) {
      Optional<String> fault =
          fault(value.get(i), schema.path("items"), where + "[" + i + "]", extra);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }
}
