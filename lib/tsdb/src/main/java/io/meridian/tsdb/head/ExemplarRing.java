package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.IntIntHashMap;
import io.meridian.model.Exemplar;
import io.meridian.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The last exemplars of a head, of all series together: a new one takes the place of the oldest.
 * Within a series they ascend by time, value and labels. Safe for use by many threads.
 */
final class ExemplarRing {
  private static final int NONE = -1;

  private final int capacity;
  private final List<Exemplar> exemplars = new ArrayList<>();
  private final IntArrayList series = new IntArrayList(0);
  private int next;

  /** Where the last exemplar of each series stands. */
  private final IntIntHashMap last = new IntIntHashMap(0);

  ExemplarRing(int capacity) {
    this.capacity = capacity;
  }

  /** Whether there is room for any. */
  boolean isEnabled() {
    return capacity > 0;
  }

  /** Whether an exemplar is the one that its series had last. */
  synchronized boolean isLast(int id, Exemplar exemplar) {
    int at = last.getOrDefault(id, NONE);
    return at != NONE && exemplars.get(at).equals(exemplar);
  }

  /** Adds an exemplar, if it follows its series' last one. */
  synchronized void add(int id, Exemplar exemplar) {
    if (!isNext(id, exemplar)) {
      return;
    }
    if (next < exemplars.size()) {
      if (last.getOrDefault(series.get(next), NONE) == next) {
        last.remove(series.get(next));
      }
      exemplars.set(next, exemplar);
      series.set(next, id);
    } else {
      exemplars.add(exemplar);
      series.add(id);
    }
    last.put(id, next);
    next = (next + 1) % capacity;
  }

  /** Whether an exemplar follows its series' last one: by time, then value, then labels. */
  synchronized boolean isNext(int id, Exemplar exemplar) {
    int at = last.getOrDefault(id, NONE);
    return at == NONE || follows(exemplars.get(at), exemplar);
  }

  /** Whether one exemplar of a series is behind another; so that one sent again is known. */
  static boolean follows(Exemplar one, Exemplar other) {
    int order = Long.compare(other.time(), one.time());
    order = order == 0 ? Double.compare(other.value(), one.value()) : order;
    return (order == 0 ? other.labels().compareTo(one.labels()) : order) > 0;
  }

  /** Takes an exemplar and the number of its series. */
  interface Taker {
    void take(int id, Exemplar exemplar);
  }

  /** Gives all exemplars in the order they came. */
  synchronized void all(Taker taker) {
    int size = exemplars.size();
    for (int i = 0; i < size; i++) {
      int at = size < capacity ? i : (next + i) % capacity;
      taker.take(series.get(at), exemplars.get(at));
    }
  }

  /**
   * Gives the exemplars in a range of time, in the order they came.
   *
   * @param into the list for the exemplars of a series, asked once for each exemplar
   */
  synchronized void read(TimeRange range, IntFunction<List<Exemplar>> into) {
    all((id, exemplar) -> {
      if (exemplar.time() >= range.min() && exemplar.time() <= range.max()) {
        into.apply(id).add(exemplar);
      }
    });
  }
}
