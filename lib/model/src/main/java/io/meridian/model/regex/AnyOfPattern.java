package io.meridian.model.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matches what one of a few cheap patterns matches. */
final class AnyOfPattern implements ValuePattern {
  private final ValuePattern[] patterns;
  private final List<byte[]> prefixes;

  AnyOfPattern(List<ValuePattern> patterns) {
    this.patterns = patterns.toArray(ValuePattern[]::new);
    List<byte[]> all = new ArrayList<>();
    patterns.forEach(pattern -> all.addAll(pattern.prefixes()));
    prefixes = Prefixes.minimal(all);
  }

  @Override
  public boolean matches(byte[] bytes, int from, int to) {
    for (ValuePattern pattern : patterns) {
      if (pattern.matches(bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean matchesEmpty() {
    for (ValuePattern pattern : patterns) {
      if (pattern.matchesEmpty()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean matchesEverything() {
    for (ValuePattern pattern : patterns) {
      if (pattern.matchesEverything()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<List<byte[]>> exactValues() {
    return Optional.empty();
  }

  @Override
  public List<byte[]> prefixes() {
    return prefixes;
  }
}
