package io.meridian.storeapi.gather;

import com.google.protobuf.Timestamp;
import io.meridian.api.thanos.Alert;
import io.meridian.api.thanos.AlertInstance;
import io.meridian.api.thanos.RecordingRule;
import io.meridian.api.thanos.Rule;
import io.meridian.api.thanos.RuleGroup;
import io.meridian.api.thanos.ZLabelSet;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.Matcher;
import io.meridian.storeapi.wire.LabelSets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Groups of rules of several servers. Groups of one file and name are one, their rules come sorted:
 * alerting ones first, then by name, labels, expression and duration. Of rules that are the same
 * once replica labels are off, the one in the graver state stays, or else the one evaluated last.
 */
final class RuleUnion {
  private static final Comparator<Timestamp> BY_TIME =
      Comparator.comparingLong(Timestamp::getSeconds).thenComparingInt(Timestamp::getNanos);

  /** Which rules are the same, and where they stand. */
  private static final Comparator<Known> BY_RULE =
      Comparator.comparing((Known known) -> known.rule().hasRecording())
          .thenComparing(Known::name)
          .thenComparing(Known::labels)
          .thenComparing(Known::query)
          .thenComparingDouble(known -> known.rule().getAlert().getDurationSeconds());

  /** Of rules that are the same, the one that stays comes first. */
  private static final Comparator<Known> BY_WORTH =
      Comparator.comparing(
              (Known known) -> known.rule().getAlert().getStateValue(), Comparator.reverseOrder())
          .thenComparing(Known::evaluated, BY_TIME.reversed());

  private final RuleQuestion question;
  private final LabelNames removed;
  private final Map<String, RuleGroup.Builder> groups = new TreeMap<>();

  RuleUnion(RuleQuestion question, List<String> removed) {
    this.question = question;
    this.removed = LabelNames.of(removed);
  }

  /** A rule without replica labels. */
  private record Known(Rule rule, Labels labels) {
    String name() {
      return rule.hasAlert() ? rule.getAlert().getName() : rule.getRecording().getName();
    }

    String query() {
      return rule.hasAlert() ? rule.getAlert().getQuery() : rule.getRecording().getQuery();
    }

    Timestamp evaluated() {
      return rule.hasAlert()
          ? rule.getAlert().getLastEvaluation()
          : rule.getRecording().getLastEvaluation();
    }
  }

  /** Adds what is wanted of a server's group. */
  void add(RuleGroup group) {
    if (!isWanted(group.getName(), question.groups())
        || !isWanted(group.getFile(), question.files())) {
      return;
    }
    List<Rule> wanted = group.getRulesList().stream().filter(this::isWanted).toList();
    if (wanted.isEmpty() && isNarrow()) {
      return;
    }
    groups
        .computeIfAbsent(
            group.getFile() + ";" + group.getName(), _ -> group.toBuilder().clearRules())
        .addAllRules(wanted);
  }

  /** Whether the question asks for less than everything of a kind. */
  private boolean isNarrow() {
    return !question.selectors().isEmpty()
        || !question.must().isEmpty()
        || !question.names().isEmpty()
        || !question.groups().isEmpty()
        || !question.files().isEmpty();
  }

  private static boolean isWanted(String name, Set<String> names) {
    return names.isEmpty() || names.contains(name);
  }

  private boolean isWanted(Rule rule) {
    boolean ofType =
        switch (question.type()) {
          case ALERT -> rule.hasAlert();
          case RECORD -> rule.hasRecording();
          case ALL, UNRECOGNIZED -> true;
        };
    Known known = new Known(rule, plain(labels(rule)));
    return ofType
        && isWanted(known.name(), question.names())
        && matches(question.must(), known.labels())
        && (question.selectors().isEmpty()
            || question.selectors().stream().anyMatch(all -> matches(all, known.labels())));
  }

  private static boolean matches(List<Matcher> matchers, Labels labels) {
    byte[] packed = labels.packed();
    return matchers.stream().allMatch(matcher -> matcher.matchesSeries(packed, 0, packed.length));
  }

  /** The labels whose values are not templates, which nothing can be said of here. */
  private static Labels plain(Labels labels) {
    LabelsBuilder plain = new LabelsBuilder();
    labels.toMap().forEach((name, value) -> plain.set(name, value.contains("{{") ? "" : value));
    return plain.build();
  }

  private static Labels labels(Rule rule) {
    return LabelSets.read(
        rule.hasAlert() ? rule.getAlert().getLabels() : rule.getRecording().getLabels());
  }

  /** The groups in order of file and name. */
  List<RuleGroup> groups() {
    return groups.values().stream().map(this::merged).toList();
  }

  private RuleGroup merged(RuleGroup.Builder group) {
    List<Known> rules =
        group.getRulesList().stream()
            .map(this::stripped)
            .sorted(BY_RULE.thenComparing(BY_WORTH))
            .toList();
    RuleGroup.Builder merged = group.clone().clearRules();
    for (int i = 0; i < rules.size(); i++) {
      if (i == 0 || BY_RULE.compare(rules.get(i - 1), rules.get(i)) != 0) {
        merged.addRules(rules.get(i).rule());
      }
    }
    return merged.build();
  }

  private Known stripped(Rule rule) {
    Labels labels = labels(rule).without(removed);
    if (removed.isEmpty()) {
      return new Known(rule, labels);
    }
    ZLabelSet set = LabelSets.write(labels);
    Rule.Builder of = rule.toBuilder();
    if (rule.hasAlert()) {
      Alert.Builder alert = rule.getAlert().toBuilder().setLabels(set);
      List<AlertInstance> active = new ArrayList<>(alert.getAlertsList());
      alert.clearAlerts();
      active.forEach(one ->
          alert.addAlerts(
              one.toBuilder()
                  .setLabels(LabelSets.write(LabelSets.read(one.getLabels()).without(removed)))));
      of.setAlert(alert);
    } else if (rule.hasRecording()) {
      RecordingRule.Builder recording = rule.getRecording().toBuilder().setLabels(set);
      of.setRecording(recording);
    }
    return new Known(of.build(), labels);
  }
}
