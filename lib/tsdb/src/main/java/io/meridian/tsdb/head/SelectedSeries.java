package io.meridian.tsdb.head;

import io.meridian.model.QueryContext;
import java.util.Arrays;

/** The numbers of the series that a query selected, charged to it until they are closed. */
final class SelectedSeries implements AutoCloseable {
  private final QueryContext context;
  private int[] ids = {};
  private int size;
  private long charged;

  SelectedSeries(QueryContext context) {
    this.context = context;
  }

  /**
   * Adds a series.
   *
   * @throws io.meridian.model.LimitExceededException if the query may not hold so much
   */
  void add(int id) {
    if (size == ids.length) {
      int capacity = Math.max(256, 2 * size);
      charge((long) Integer.BYTES * (capacity - size));
      ids = Arrays.copyOf(ids, capacity);
    }
    ids[size++] = id;
  }

  private void charge(long bytes) {
    context.charge(bytes);
    charged += bytes;
  }

  /** Sorts the series; what sorting takes beside is charged while it lasts. */
  void sort(LabelOrder order) {
    long beside = order.bytes(size);
    context.charge(beside);
    try {
      ids = order.sorted(ids, size, context);
    } finally {
      context.release(beside);
    }
  }

  /** Gives the first series, or all where the limit is 0, and what is charged for them, away. */
  SelectedSeries take(int limit) {
    SelectedSeries taken = new SelectedSeries(context);
    taken.ids = ids;
    taken.size = limit == 0 ? size : Math.min(limit, size);
    taken.charged = charged;
    charged = 0;
    return taken;
  }

  QueryContext context() {
    return context;
  }

  /** The series, in the first {@link #size} places. */
  int[] ids() {
    return ids;
  }

  int size() {
    return size;
  }

  @Override
  public void close() {
    context.release(charged);
    charged = 0;
  }
}
