package io.meridian.tsdb.head;

/** Where a head's samples begin, found without a look at any chunk. */
final class EarliestTime {
  private final HeadStore store;
  private long earliest = Long.MAX_VALUE;

  EarliestTime(HeadStore store) {
    this.store = store;
  }

  /**
   * At or before the first sample of any series; {@link Long#MAX_VALUE} if there is none. The
   * writers' lock must be held.
   */
  long find() {
    look(store.ranges());
    look(store.lateRanges());
    store.outOfOrder().values().forEach(this::look);
    int numbers = store.numbers();
    for (int id = 0; id < numbers; id += SeriesRows.SEGMENT) {
      look(store.rows().segment(id));
    }
    return earliest;
  }

  private void look(Ranges ranges) {
    ranges.oldest(Long.MAX_VALUE).ifPresent(range -> add(range.minTime()));
  }

  private void look(OutOfOrder unordered) {
    synchronized (unordered) {
      look(unordered.recent());
      look(unordered.late());
    }
  }

  private void look(Unordered unordered) {
    for (int i = 0; i < unordered.waiting().size(); i++) {
      add(unordered.waiting().time(i));
    }
  }

  private void look(long[] state) {
    for (int id = 0; id < SeriesRows.SEGMENT; id++) {
      int at = SeriesRows.at(id);
      long open = state[at + SeriesRows.OPEN];
      if (SeriesRows.samples(open) > 0 || SeriesRows.isHistogram(open)) {
        add(state[at + SeriesRows.MIN_TIME]);
      }
    }
  }

  private void add(long time) {
    earliest = Math.min(earliest, time);
  }
}
