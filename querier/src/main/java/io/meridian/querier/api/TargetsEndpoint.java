package io.meridian.querier.api;

import io.meridian.api.thanos.ActiveTarget;
import io.meridian.api.thanos.DroppedTarget;
import io.meridian.api.thanos.TargetDiscovery;
import io.meridian.api.thanos.TargetsRequest;
import io.meridian.model.InvalidRequestException;
import io.meridian.storeapi.wire.LabelSets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        targets -> json(targets, request.text("scrapePool")));
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

  private static ApiData json(TargetDiscovery targets, Optional<String> pool) {
    return SmallJson.object(object -> {
      ArrayNode active = object.putArray("activeTargets");
      targets.getActiveTargetsList().stream()
          .filter(target -> isOf(pool, target.getScrapePool()))
          .forEach(target -> put(active.addObject(), target));
      ArrayNode dropped = object.putArray("droppedTargets");
      Map<String, Integer> counts = new TreeMap<>();
      for (DroppedTarget target : targets.getDroppedTargetsList()) {
        String job = LabelSets.read(target.getDiscoveredLabels()).get("job").orElse("");
        if (isOf(pool, job)) {
          FactJson.putLabels(dropped.addObject(), "discoveredLabels", target.getDiscoveredLabels());
          counts.merge(job, 1, Integer::sum);
        }
      }
      ObjectNode byPool = object.putObject("droppedTargetCounts");
      counts.forEach(byPool::put);
    });
  }

  private static boolean isOf(Optional<String> pool, String name) {
    return pool.isEmpty() || pool.get().equals(name);
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
