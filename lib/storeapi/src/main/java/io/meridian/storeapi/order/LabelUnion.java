package io.meridian.storeapi.order;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names or values of several stores, each once, in the order of their UTF-8 bytes. */
public final class LabelUnion {
  private static final char FIRST_SURROGATE = 0xd800;
  private static final char LAST_SURROGATE = 0xdfff;

  private List<String> all = new ArrayList<>();

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** Adds texts in any order; those that come sorted, each once, are merged in one pass. */
  public void addAll(Collection<String> some) {
    List<String> sorted = new ArrayList<>(some);
    boolean ascending = isAscending(sorted);
    if (!ascending) {
      sorted.sort(LabelUnion::compare);
    }
    all = ascending && all.isEmpty() ? sorted : merged(all, sorted);
  }

  private static boolean isAscending(List<String> texts) {
    for (int i = 1; i < texts.size(); i++) {
      if (compare(texts.get(i - 1), texts.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static List<String> merged(List<String> one, List<String> other) {
    List<String> merged = new ArrayList<>(Math.max(one.size(), other.size()));
    int a = 0;
    int b = 0;
    while (a < one.size() || b < other.size()) {
      boolean first =
          b == other.size() || (a < one.size() && compare(one.get(a), other.get(b)) <= 0);
      String next = first ? one.get(a++) : other.get(b++);
      if (merged.isEmpty() || !merged.getLast().equals(next)) {
        merged.add(next);
      }
    }
    return merged;
  }

  /**
   * The order of UTF-8, which is that of code points: UTF-16 has characters beyond the BMP in front
   * of some that come before them.
   */
  static int compare(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        return rank(a) - rank(b);
      }
    }
    return one.length() - other.length();
  }

  private static int rank(char unit) {
    boolean surrogate = unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE;
    return surrogate ? unit + Character.MAX_VALUE : unit;
  }

  /** Takes texts out. */
  public void removeAll(Collection<String> some) {
    Set<String> gone = new HashSet<>(some);
    all.removeIf(gone::contains);
  }

  /**
   * The first of them.
   *
   * @param limit how many, 0 for all
   */
  public List<String> list(long limit) {
    return List.copyOf(limit <= 0 || limit >= all.size() ? all : all.subList(0, (int) limit));
  }
}
