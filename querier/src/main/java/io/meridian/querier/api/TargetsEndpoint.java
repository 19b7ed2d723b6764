package io.meridian.querier.api;

import io.meridian.api.thanos.ActiveTarget;
import io.meridian.api.thanos.TargetDiscovery;
import io.meridian.api.thanos.TargetsRequest;
import io.meridian.model.InvalidRequestException;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code targets}: what the fleet's Prometheus servers scrape. */
final class TargetsEndpoint implements ApiEndpoint {
  private final Facts facts;

  TargetsEndpoint(Facts facts) {
    this.facts = facts;
  }

  @Override
  public ApiReply answer(ApiRequest request) throws InterruptedException {
    TargetsRequest.State state = state(request.text("state").orElse("any"));
    return facts.answer(
        "targets",
        request,
        (fleet, context) -> fleet.targets(state, facts.must(request), context),
        TargetsEndpoint::json);
  }

  private static TargetsRequest.State state(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "any" -> TargetsRequest.State.ANY;
      case "active" -> TargetsRequest.State.ACTIVE;
      case "dropped" -> TargetsRequest.State.DROPPED;
      default ->
          throw new InvalidRequestException("invalid targets parameter state='" + text + "'");
    };
  }

  private static ApiData json(TargetDiscovery targets) {
    return SmallJson.object(object -> {
      ArrayNode active = object.putArray("activeTargets");
      targets.getActiveTargetsList().forEach(target -> put(active.addObject(), target));
      ArrayNode dropped = object.putArray("droppedTargets");
      targets
          .getDroppedTargetsList()
          .forEach(target ->
              FactJson.putLabels(
                  dropped.addObject(), "discoveredLabels", target.getDiscoveredLabels()));
    });
  }

  private static void put(ObjectNode object, ActiveTarget target) {
    FactJson.putLabels(object, "discoveredLabels", target.getDiscoveredLabels());
    FactJson.putLabels(object, "labels", target.getLabels());
    object.put("scrapePool", target.getScrapePool());
    object.put("scrapeUrl", target.getScrapeUrl());
    object.put("globalUrl", target.getGlobalUrl());
    object.put("lastError", target.getLastError());
    FactJson.putTime(object, "lastScrape", target.getLastScrape());
    object.put("lastScrapeDuration", target.getLastScrapeDuration());
    object.put("health", target.getHealth().name().toLowerCase(Locale.ROOT));
  }
}
