package io.meridian.tsdb.index;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts lists together as they are read: the references of the short ones, the long ones as they
 * are.
 */
final class UnitedLists implements ListScan.Visitor {
  private final List<Postings> parts = new ArrayList<>();
  private final RefCollector refs = new RefCollector();

  /** Has the references of short lists where all lists together have many. */
  private final @Nullable RefBits bits;

  /**
   * A union.
   *
   * @param references about how many references the lists have
   */
  UnitedLists(IndexFile file, long references) {
    bits = RefBits.pay(file, references) ? RefBits.of(file) : null;
  }

  @Override
  public void take(int list, byte[] bytes, int from, int count) {
    if (bits != null) {
      bits.add(bytes, from, count);
      return;
    }
    int[] into = refs.room(count);
    int at = refs.size();
    for (int i = 0; i < count; i++) {
      into[at + i] = ListScan.ref(bytes, from + 4 * i);
    }
    refs.added(count);
  }

  @Override
  public void take(int list, SeriesRefs longList) {
    parts.add(longList.postings());
  }

  /** What is in any of the lists. */
  Postings toPostings() {
    if (refs.size() > 0) {
      parts.add(refs.toPostings());
    }
    if (bits != null) {
      parts.add(bits.toPostings());
    }
    return Postings.or(parts);
  }
}
