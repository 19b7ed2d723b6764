package io.meridian.model.regex;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Matches one value. */
final class LiteralPattern implements ValuePattern {
  private final byte[] value;

  LiteralPattern(byte[] value) {
    this.value = value;
  }

  @Override
  public boolean matches(byte[] bytes, int from, int to) {
    return Arrays.equals(bytes, from, to, value, 0, value.length);
  }

  @Override
  public boolean matchesEmpty() {
    return value.length == 0;
  }

  @Override
  public boolean matchesEverything() {
    return false;
  }

  @Override
  public Optional<List<byte[]>> exactValues() {
    return Optional.of(List.of(value));
  }

  @Override
  public List<byte[]> prefixes() {
    return List.of(value);
  }
}
