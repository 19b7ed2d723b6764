package io.meridian.storeapi.order;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Names or values of several stores, each once, in the order of their UTF-8 bytes. */
public final class LabelUnion {
  private static final Comparator<String> UTF8 =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final TreeSet<String> all = new TreeSet<>(UTF8);

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** Adds texts in any order. */
  public void addAll(Collection<String> some) {
    all.addAll(some);
  }

  /** Takes texts out. */
  public void removeAll(Collection<String> some) {
    some.forEach(all::remove);
  }

  /**
   * The first of them.
   *
   * @param limit how many, 0 for all
   */
  public List<String> list(long limit) {
    return limit <= 0 ? List.copyOf(all) : all.stream().limit(limit).toList();
  }
}
