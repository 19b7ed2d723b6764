package io.meridian.receiver.status;

import io.meridian.model.InvalidRequestException;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Questions and answers in the forms of Prometheus' API. */
final class ApiJson {
  private static final String JSON = "application/json";
  private static final int MOST = 100_000;

  private ApiJson() {}

  static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  static ArrayNode array() {
    return JsonMapper.shared().createArrayNode();
  }

  static Response success(JsonNode data) {
    ObjectNode answer = object().put("status", "success");
    answer.set("data", data);
    return Response.of(200, JSON, bytes(answer));
  }

  static Response invalid(InvalidRequestException why) {
    ObjectNode answer = object().put("status", "error").put("errorType", "bad_data");
    answer.put("error", String.valueOf(why.getMessage()));
    return Response.of(400, JSON, bytes(answer));
  }

  private static byte[] bytes(JsonNode node) {
    return JsonMapper.shared().writeValueAsBytes(node);
  }

  /** The parameter {@code limit}, 10 if it is not there. */
  static int limit(Request request) {
    String text = request.query().first("limit").orElse("10");
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new InvalidRequestException(
        "the parameter limit must be a number from 1 to %d, was \"%s\"".formatted(MOST, text));
  }

  /** Whether all tenants are asked for. */
  static boolean isOfAll(Request request) {
    return request.query().first("all_tenants").orElse("").equals("true");
  }
}
