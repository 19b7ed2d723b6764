package io.meridian.promql.function;

import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Parenthesized;
import io.meridian.promql.syntax.VectorSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * What the second argument of info says: which metrics carry labels, {@code target_info} if it says
 * nothing of that, and which of their labels are wanted.
 */
final class InfoMatchers {
  private static final Matcher TARGET_INFO = Matcher.equal(Labels.METRIC_NAME, "target_info");
  private static final Matcher ANY_INFO =
      Matcher.of(MatchType.REGEX, Labels.METRIC_NAME, ".+_info");

  private final List<Matcher> names;
  private final List<Matcher> data;
  private final LabelNames wanted;

  InfoMatchers(Call call) {
    List<Matcher> all = written(call);
    List<Matcher> ofName = new ArrayList<>();
    List<Matcher> others = new ArrayList<>();
    for (Matcher matcher : all) {
      (matcher.name().equals(Labels.METRIC_NAME) ? ofName : others).add(matcher);
    }
    names = effective(ofName);
    data = others;
    wanted = LabelNames.of(others.stream().map(Matcher::name).toList());
  }

  private static List<Matcher> written(Call call) {
    if (call.arguments().size() < 2) {
      return List.of();
    }
    Expression argument = Parenthesized.unwrap(call.arguments().get(1));
    return ((VectorSelector) argument).matchers();
  }

  /** Conditions that only exclude names apply to all that look like those of info metrics. */
  private static List<Matcher> effective(List<Matcher> ofName) {
    if (ofName.isEmpty()) {
      return List.of(TARGET_INFO);
    }
    if (ofName.stream().anyMatch(matcher -> !matcher.type().negated())) {
      return ofName;
    }
    List<Matcher> all = new ArrayList<>(List.of(ANY_INFO));
    all.addAll(ofName);
    return all;
  }

  /** Whether a series is of an info metric itself. */
  boolean isInfo(byte[] packed, int from, int to) {
    return names.stream().allMatch(matcher -> matcher.matchesSeries(packed, from, to));
  }

  /** Whether a label of an info series is to be added. */
  boolean isWanted(byte[] packed, int from, int to) {
    return wanted.isEmpty() || wanted.contains(packed, from, to);
  }

  /** Whether a series without any info is left out. */
  boolean demandsInfo() {
    return !data.stream().allMatch(Matcher::matchesEmpty);
  }

  /**
   * What selects the info series.
   *
   * @param identities for each identifying label the values there are
   */
  List<Matcher> selection(SortedMap<String, Set<String>> identities) {
    List<Matcher> all = new ArrayList<>(names);
    identities.forEach((name, values) ->
        all.add(
            Matcher.of(
                MatchType.REGEX,
                name,
                values.stream().map(InfoMatchers::quoted).collect(Collectors.joining("|")))));
    all.addAll(data);
    return all;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if ("\\.+*?()|[]{}^$".indexOf(text.charAt(i)) >= 0) {
        quoted.append('\\');
      }
      quoted.append(text.charAt(i));
    }
    return quoted.toString();
  }
}
