package io.meridian.querier.api;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Matcher;
import io.meridian.model.SelectHints;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.FleetQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The parameters that say which stores are asked, and how. */
final class FleetParameters {
  private static final String ADDRESS = "__address__";

  /** What no server is called. */
  private static final String NOBODY = "";

  private final FleetQuery defaults;
  private final Supplier<List<Endpoint.State>> stores;
  private final Tenancy tenancy;

  FleetParameters(FleetQuery defaults, Supplier<List<Endpoint.State>> stores, Tenancy tenancy) {
    this.defaults = defaults;
    this.stores = stores;
    this.tenancy = tenancy;
  }

  /** What a request says of it. */
  FleetQuery of(ApiRequest request) {
    List<String> replicas = request.all("replicaLabels[]");
    FleetQuery query =
        FleetQuery.withReplicaLabels(replicas.isEmpty() ? defaults.replicaLabels() : replicas)
            .with(defaults.algorithm())
            .withStoreTimeout(defaults.storeTimeout())
            .withAddresses(addresses(request.selectors("storeMatch[]")))
            .withTenant(tenancy.tenant(request.raw()));
    FleetQuery joined = request.flag("dedup", true) ? query : query.withoutDedup();
    return request.flag("partial_response", defaults.partial()) ? joined : joined.strict();
  }

  /** The servers that any of the selectors means; of their matchers those of the address count. */
  Set<String> addresses(List<List<Matcher>> selectors) {
    List<List<Matcher>> asked =
        selectors.stream()
            .map(selector ->
                selector.stream().filter(matcher -> matcher.name().equals(ADDRESS)).toList())
            .toList();
    if (asked.isEmpty() || asked.stream().anyMatch(List::isEmpty)) {
      return Set.of();
    }
    Set<String> meant =
        stores.get().stream()
            .map(state -> state.group().orElse(state.address()))
            .filter(address -> asked.stream().anyMatch(all -> matches(all, address)))
            .collect(Collectors.toSet());
    return meant.isEmpty() ? Set.of(NOBODY) : meant;
  }

  private static boolean matches(List<Matcher> matchers, String address) {
    byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
    return matchers.stream().allMatch(matcher -> matcher.matches(bytes, 0, bytes.length));
  }

  /** The part of the series that is asked for. */
  static Optional<SelectHints.Shard> shard(ApiRequest request) {
    return request.text("shard_info").map(FleetParameters::shard).filter(s -> s.total() > 1);
  }

  private static SelectHints.Shard shard(String json) {
    try {
      JsonNode info = JsonMapper.shared().readTree(json);
      List<String> labels =
          StreamSupport.stream(info.path("labels").spliterator(), false)
              .map(JsonNode::asString)
              .toList();
      return new SelectHints.Shard(
          info.path("shard_index").asLong(0),
          Math.max(1, info.path("total_shards").asLong(0)),
          new SelectHints.LabelSelection(info.path("by").asBoolean(false), labels));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new InvalidRequestException(
          ApiRequest.invalid("shard_info") + ": " + e.getMessage(), e);
    }
  }
}
