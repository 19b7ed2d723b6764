package io.meridian.tsdb.index;

import io.meridian.model.Matcher;
import io.meridian.model.regex.ValuePattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What several matchers together ask of one label. A series without the label has the empty value.
 *
 * <p>A condition that the empty value fulfils cannot be answered by lists of values alone, since
 * the series without the label are in none of them; it is answered by the values that do
 * <em>not</em> fulfil it, whose series are taken off. So each condition has listed values: those
 * that fulfil it, or those that do not.
 */
final class LabelCondition {
  private static final byte[] NOTHING = {};

  private final byte[] name;
  private final List<Matcher> matchers;

  /** The same, for tests of a million values. */
  private final Matcher[] tests;

  private final boolean matchesAbsent;
  private final boolean impossible;

  private LabelCondition(List<Matcher> matchers) {
    this.matchers = matchers.stream().filter(matcher -> !isTrivial(matcher)).toList();
    this.tests = this.matchers.toArray(Matcher[]::new);
    this.name = matchers.getFirst().nameBytes();
    this.matchesAbsent = this.matchers.stream().allMatch(Matcher::matchesEmpty);
    this.impossible = this.matchers.stream().anyMatch(LabelCondition::isImpossible);
  }

  /** The conditions of some matchers, one for each label, those that ask nothing left out. */
  static List<LabelCondition> of(List<Matcher> matchers) {
    Map<String, List<Matcher>> byName = new LinkedHashMap<>();
    for (Matcher matcher : matchers) {
      byName.computeIfAbsent(matcher.name(), name -> new ArrayList<>()).add(matcher);
    }
    return byName.values().stream()
        .map(LabelCondition::new)
        .filter(condition -> !condition.matchers.isEmpty())
        .toList();
  }

  private static boolean isTrivial(Matcher matcher) {
    return !matcher.type().negated() && matcher.pattern().matchesEverything();
  }

  private static boolean isImpossible(Matcher matcher) {
    ValuePattern pattern = matcher.pattern();
    return matcher.type().negated()
        ? pattern.matchesEverything()
        : pattern.exactValues().map(List::isEmpty).orElse(false);
  }

  byte[] name() {
    return name;
  }

  List<Matcher> matchers() {
    return matchers;
  }

  /**
   * Whether a series without the label fulfils it; then its listed values are those that do not.
   */
  boolean matchesAbsent() {
    return matchesAbsent;
  }

  /** Whether it is known that no value can fulfil it. */
  boolean isImpossible() {
    return impossible;
  }

  /** Whether a value fulfils it. */
  boolean matches(byte[] bytes, int from, int to) {
    for (Matcher matcher : tests) {
      if (!matcher.matches(bytes, from, to)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a value is one of the listed values. */
  boolean lists(byte[] bytes, int from, int to) {
    return matches(bytes, from, to) != matchesAbsent;
  }

  /** The listed values without the empty one, if they are few and known without an index. */
  Optional<List<byte[]>> exactValues() {
    return matchesAbsent ? excludedValues() : includedValues();
  }

  private Optional<List<byte[]>> includedValues() {
    return matchers.stream()
        .filter(matcher -> !matcher.type().negated())
        .flatMap(matcher -> matcher.pattern().exactValues().stream())
        .findFirst()
        .map(values -> values.stream().filter(this::isListed).toList());
  }

  private Optional<List<byte[]>> excludedValues() {
    TreeSet<byte[]> excluded = new TreeSet<>(Arrays::compareUnsigned);
    for (Matcher matcher : matchers) {
      Optional<List<byte[]>> values = matcher.pattern().exactValues();
      if (!matcher.type().negated() || values.isEmpty()) {
        return Optional.empty();
      }
      excluded.addAll(values.get());
    }
    return Optional.of(excluded.stream().filter(this::isListed).toList());
  }

  private boolean isListed(byte[] value) {
    return value.length > 0 && lists(value, 0, value.length);
  }

  /** What every listed value begins with, as far as is known. */
  byte[] prefix() {
    return matchesAbsent ? commonPrefix() : longestPrefix();
  }

  private byte[] longestPrefix() {
    byte[] longest = NOTHING;
    for (Matcher matcher : matchers) {
      byte[] prefix = matcher.type().negated() ? NOTHING : prefix(matcher);
      longest = prefix.length > longest.length ? prefix : longest;
    }
    return longest;
  }

  private byte[] commonPrefix() {
    byte[] common = prefix(matchers.getFirst());
    for (Matcher matcher : matchers) {
      byte[] prefix = matcher.type().negated() ? prefix(matcher) : NOTHING;
      int difference = Arrays.mismatch(common, prefix);
      common = difference < 0 ? common : Arrays.copyOf(common, difference);
    }
    return common;
  }

  private static byte[] prefix(Matcher matcher) {
    return matcher.pattern().requiredPrefix().orElse(NOTHING);
  }

  @Override
  public String toString() {
    return matchers.toString();
  }
}
