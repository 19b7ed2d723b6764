package io.meridian.storeapi.order;

import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.LabelTexts;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Names or values of several stores, each once, in the order of their UTF-8 bytes. */
public final class LabelUnion {
  private LabelTexts all = LabelTexts.NONE;

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** Adds texts in any order; those that come sorted, each once, are merged in one pass. */
  public void addAll(Collection<String> some) {
    LabelTexts texts = LabelTexts.of(some);
    if (!texts.areAscending()) {
      texts = sorted(texts);
    }
    if (all.isEmpty()) {
      all = texts;
    } else if (!texts.isEmpty()) {
      all = merged(all, texts);
    }
  }

  private static LabelTexts sorted(LabelTexts texts) {
    int[] order = IndirectSort.mergesort(0, texts.size(), (a, b) -> texts.compare(a, texts, b));
    LabelTexts.Builder sorted = new LabelTexts.Builder();
    for (int i = 0; i < order.length; i++) {
      if (i == 0 || texts.compare(order[i - 1], texts, order[i]) != 0) {
        sorted.add(texts, order[i]);
      }
    }
    return sorted.build();
  }

  private static LabelTexts merged(LabelTexts one, LabelTexts other) {
    LabelTexts.Builder merged = new LabelTexts.Builder();
    int a = 0;
    int b = 0;
    while (a < one.size() || b < other.size()) {
      int order = b == other.size() ? -1 : a == one.size() ? 1 : one.compare(a, other, b);
      if (order <= 0) {
        merged.add(one, a++);
        b += order == 0 ? 1 : 0;
      } else {
        merged.add(other, b++);
      }
    }
    return merged.build();
  }

  /** Takes texts out. */
  public void removeAll(Collection<String> some) {
    Set<String> gone = new HashSet<>(some);
    if (gone.isEmpty() || all.stream().noneMatch(gone::contains)) {
      return;
    }
    LabelTexts.Builder left = new LabelTexts.Builder();
    for (int i = 0; i < all.size(); i++) {
      if (!gone.contains(all.get(i))) {
        left.add(all, i);
      }
    }
    all = left.build();
  }

  /**
   * The first of them.
   *
   * @param limit how many, 0 for all
   */
  public LabelTexts list(long limit) {
    return limit <= 0 || limit >= all.size() ? all : all.first((int) limit);
  }
}
