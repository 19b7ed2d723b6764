package io.meridian.model;

/**
 * Brings histograms of one exponential layout to a coarser schema, whichever kind they are: the
 * coarser layout, and for each bucket of the finer one the place of its count there. Made once for
 * any number of histograms.
 */
public final class HistogramReduction {
  private static final int HEADER = 3;

  private final HistogramLayout reduced;
  private final int[] places;

  /**
   * A reduction.
   *
   * @throws IllegalArgumentException if the schema is not coarser than the layout's or either is
   *     not exponential
   */
  public HistogramReduction(HistogramLayout layout, int schema) {
    if (layout.hasCustomBounds()
        || schema >= layout.schema()
        || schema == HistogramLayout.CUSTOM_BOUNDS) {
      throw new IllegalArgumentException(
          "cannot reduce schema " + layout.schema() + " to " + schema);
    }
    places = new int[layout.buckets()];
    int steps = layout.schema() - schema;
    Spans positive = place(layout.positive(), steps, 0, 0);
    Spans negative =
        place(layout.negative(), steps, layout.positive().buckets(), positive.buckets());
    reduced =
        new HistogramLayout(schema, layout.zeroThreshold(), positive, negative, CustomBounds.NONE);
  }

  private Spans place(Spans spans, int steps, int from, int to) {
    int[] buckets = new int[spans.buckets()];
    int size = 0;
    BucketWalk walk = new BucketWalk();
    walk.forward(spans);
    while (walk.next()) {
      int bucket = BucketBounds.coarser(walk.bucket(), steps);
      if (size == 0 || buckets[size - 1] != bucket) {
        buckets[size++] = bucket;
      }
      places[from + walk.position()] = to + size - 1;
    }
    return Spans.around(buckets, size);
  }

  /** The layout of the reduced histograms. */
  public HistogramLayout reduced() {
    return reduced;
  }

  /**
   * Reduces a histogram's words, as they stand in a lane, in place; the words it needs no more are
   * left as they are.
   */
  public void reduce(long[] words, int start, boolean integer) {
    int from = start + HEADER;
    int last = -1;
    for (int i = 0; i < places.length; i++) {
      int to = from + places[i];
      long word = words[from + i];
      if (places[i] != last) {
        last = places[i];
        words[to] = word;
      } else if (integer) {
        words[to] += word;
      } else {
        words[to] =
            Double.doubleToRawLongBits(
                Double.longBitsToDouble(words[to]) + Double.longBitsToDouble(word));
      }
    }
  }
}
