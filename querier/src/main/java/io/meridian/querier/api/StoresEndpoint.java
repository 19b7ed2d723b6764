package io.meridian.querier.api;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.StoreRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code stores}: the servers that are asked, by what they are, and how they are. A tenant who may
 * see his own alone sees servers that may have some of it, and of their label sets those.
 */
final class StoresEndpoint implements ApiEndpoint {
  private final Supplier<List<Endpoint.State>> stores;
  private final Tenancy tenancy;

  StoresEndpoint(Supplier<List<Endpoint.State>> stores, Tenancy tenancy) {
    this.stores = stores;
    this.tenancy = tenancy;
  }

  @Override
  public ApiReply answer(ApiRequest request) {
    List<Matcher> must = tenancy.restriction(request.raw()).stream().toList();
    return ApiReply.of(
        SmallJson.object(byComponent -> {
          for (Endpoint.State state : stores.get()) {
            String component = state.info().map(EndpointInfo::component).orElse("unknown");
            if (state.info().map(info -> info.mayMatch(must)).orElse(must.isEmpty())) {
              put(byComponent.withArray(component), state, must);
            }
          }
        }));
  }

  private static void put(ArrayNode list, Endpoint.State state, List<Matcher> must) {
    Optional<TimeRange> range = state.info().flatMap(EndpointInfo::store).map(StoreRange::range);
    ObjectNode store = list.addObject();
    store.put("name", state.address());
    store.put("lastCheck", Instant.ofEpochMilli(state.lastCheck()).toString());
    state
        .lastError()
        .ifPresentOrElse(error -> store.put("lastError", error), () -> store.putNull("lastError"));
    ArrayNode sets = store.putArray("labelSets");
    state.info().stream()
        .flatMap(info -> info.labelSets().stream())
        .filter(set -> must.stream().allMatch(each -> mayMatch(each, set)))
        .forEach(set -> put(sets.addObject(), set));
    store.put("minTime", range.map(TimeRange::min).orElse(0L));
    store.put("maxTime", range.map(TimeRange::max).orElse(0L));
  }

  private static boolean mayMatch(Matcher matcher, Labels set) {
    return set.get(matcher.name()).isEmpty()
        || matcher.matchesSeries(set.packed(), 0, set.packed().length);
  }

  private static void put(ObjectNode object, Labels labels) {
    LabelCursor label = labels.cursor();
    while (label.next()) {
      object.put(label.name(), label.value());
    }
  }
}
