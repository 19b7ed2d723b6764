package io.meridian.storeapi.gather;

import io.meridian.api.thanos.RulesRequest;
import io.meridian.model.Matcher;
import java.util.List;
import java.util.Set;

/**
 * Which rules are wanted.
 *
 * @param type all, or those of one kind; groups without one of them stay, empty
 * @param selectors rules whose labels satisfy all matchers of one of these; empty for all rules
 * @param must what the labels of every rule must satisfy beside that, for tenants' sake
 * @param names names of rules; empty for all
 * @param groups names of groups; empty for all
 * @param files files of groups; empty for all
 */
public record RuleQuestion(
    RulesRequest.Type type,
    List<List<Matcher>> selectors,
    List<Matcher> must,
    Set<String> names,
    Set<String> groups,
    Set<String> files) {
  /** All rules of all kinds. */
  public static final RuleQuestion ALL = of(RulesRequest.Type.ALL);

  public RuleQuestion {
    selectors = selectors.stream().map(List::copyOf).toList();
    must = List.copyOf(must);
    names = Set.copyOf(names);
    groups = Set.copyOf(groups);
    files = Set.copyOf(files);
  }

  /** All rules of a kind. */
  public static RuleQuestion of(RulesRequest.Type type) {
    return new RuleQuestion(type, List.of(), List.of(), Set.of(), Set.of(), Set.of());
  }
}
