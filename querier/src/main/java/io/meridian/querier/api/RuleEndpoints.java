package io.meridian.querier.api;

import io.meridian.api.thanos.Alert;
import io.meridian.api.thanos.AlertInstance;
import io.meridian.api.thanos.AlertState;
import io.meridian.api.thanos.RecordingRule;
import io.meridian.api.thanos.Rule;
import io.meridian.api.thanos.RuleGroup;
import io.meridian.api.thanos.RulesRequest;
import io.meridian.model.InvalidRequestException;
import io.meridian.storeapi.gather.RuleQuestion;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code rules} and {@code alerts}: what rulers evaluate, and which alerts they have. */
final class RuleEndpoints {
  private final Facts facts;

  RuleEndpoints(Facts facts) {
    this.facts = facts;
  }

  ApiReply rules(ApiRequest request) throws InterruptedException {
    RuleQuestion question =
        new RuleQuestion(
            type(request),
            request.selectors("match[]"),
            facts.must(request),
            Set.copyOf(request.all("rule_name[]")),
            Set.copyOf(request.all("rule_group[]")),
            Set.copyOf(request.all("file[]")));
    return facts.answer(
        "rules", request, (fleet, context) -> fleet.rules(question, context), RuleEndpoints::rules);
  }

  private static RulesRequest.Type type(ApiRequest request) {
    return switch (request.text("type").orElse("").toLowerCase(Locale.ROOT)) {
      case "" -> RulesRequest.Type.ALL;
      case "alert" -> RulesRequest.Type.ALERT;
      case "record" -> RulesRequest.Type.RECORD;
      default ->
          throw new InvalidRequestException(
              "invalid rules parameter type='" + request.text("type").orElse("") + "'");
    };
  }

  ApiReply alerts(ApiRequest request) throws InterruptedException {
    RuleQuestion question =
        new RuleQuestion(
            RulesRequest.Type.ALERT, List.of(), facts.must(request), Set.of(), Set.of(), Set.of());
    return facts.answer(
        "alerts",
        request,
        (fleet, context) -> fleet.rules(question, context),
        RuleEndpoints::alerts);
  }

  private static ApiData rules(List<RuleGroup> groups) {
    return SmallJson.object(object -> {
      ArrayNode list = object.putArray("groups");
      groups.forEach(group -> put(list.addObject(), group));
    });
  }

  private static ApiData alerts(List<RuleGroup> groups) {
    return SmallJson.object(object -> {
      ArrayNode list = object.putArray("alerts");
      groups.stream()
          .flatMap(group -> group.getRulesList().stream())
          .flatMap(rule -> rule.getAlert().getAlertsList().stream())
          .forEach(alert -> put(list.addObject(), alert));
    });
  }

  private static void put(ObjectNode object, RuleGroup group) {
    object.put("name", group.getName());
    object.put("file", group.getFile());
    ArrayNode rules = object.putArray("rules");
    for (Rule rule : group.getRulesList()) {
      switch (rule.getResultCase()) {
        case RECORDING -> put(rules.addObject(), rule.getRecording());
        case ALERT -> put(rules.addObject(), rule.getAlert());
        case RESULT_NOT_SET -> {}
      }
    }
    object.put("interval", group.getInterval());
    object.put("limit", group.getLimit());
    object.put("evaluationTime", group.getEvaluationDurationSeconds());
    FactJson.putTime(object, "lastEvaluation", group.getLastEvaluation());
    object.put("partialResponseStrategy", group.getPartialResponseStrategy().name());
  }

  private static void put(ObjectNode object, RecordingRule rule) {
    object.put("name", rule.getName());
    object.put("query", rule.getQuery());
    FactJson.putLabels(object, "labels", rule.getLabels());
    object.put("health", rule.getHealth());
    FactJson.putUnlessEmpty(object, "lastError", rule.getLastError());
    object.put("evaluationTime", rule.getEvaluationDurationSeconds());
    FactJson.putTime(object, "lastEvaluation", rule.getLastEvaluation());
    object.put("type", "recording");
  }

  private static void put(ObjectNode object, Alert rule) {
    object.put("state", text(rule.getState()));
    object.put("name", rule.getName());
    object.put("query", rule.getQuery());
    object.put("duration", rule.getDurationSeconds());
    object.put("keepFiringFor", rule.getKeepFiringForSeconds());
    FactJson.putLabels(object, "labels", rule.getLabels());
    FactJson.putLabels(object, "annotations", rule.getAnnotations());
    ArrayNode alerts = object.putArray("alerts");
    rule.getAlertsList().forEach(alert -> put(alerts.addObject(), alert));
    object.put("health", rule.getHealth());
    FactJson.putUnlessEmpty(object, "lastError", rule.getLastError());
    object.put("evaluationTime", rule.getEvaluationDurationSeconds());
    FactJson.putTime(object, "lastEvaluation", rule.getLastEvaluation());
    object.put("type", "alerting");
  }

  private static void put(ObjectNode object, AlertInstance alert) {
    FactJson.putLabels(object, "labels", alert.getLabels());
    FactJson.putLabels(object, "annotations", alert.getAnnotations());
    object.put("state", text(alert.getState()));
    FactJson.putTime(object, "activeAt", alert.getActiveAt());
    object.put("value", alert.getValue());
    object.put("partialResponseStrategy", alert.getPartialResponseStrategy().name());
  }

  private static String text(AlertState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
