package io.meridian.querier.api;

import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers that are small enough for a tree of objects. */
final class SmallJson {
  private SmallJson() {}

  /** An object that is filled. */
  static ApiData object(Consumer<ObjectNode> filled) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    filled.accept(object);
    return of(object);
  }

  /** A list that is filled. */
  static ApiData array(Consumer<ArrayNode> filled) {
    ArrayNode array = JsonMapper.shared().createArrayNode();
    filled.accept(array);
    return of(array);
  }

  static ApiData of(JsonNode node) {
    byte[] bytes = JsonMapper.shared().writeValueAsBytes(node);
    return out -> {
      out.put(bytes, 0, bytes.length);
      return false;
    };
  }
}
