package io.meridian.tsdb.ingest;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;
import java.util.Arrays;

/**
 * Reads native histograms of remote write:
 *
 * <pre>
 *   Histogram := count:1 (uint64) | 2 (double)  sum:3  schema:4  zero_threshold:5
 *                zero_count:6 (uint64) | 7 (double)
 *                negative_spans:8* deltas:9 (sint64) | counts:10 (double)
 *                positive_spans:11* deltas:12 | counts:13
 *                reset_hint:14  timestamp:15  custom_values:16  start_timestamp:17
 *   BucketSpan := offset:1 (sint32) length:2 (uint32)
 * </pre>
 *
 * A histogram is an integer one unless it has a count as a double. What is checked is that spans
 * and counts go together, not what the counts say. The last layout is used again as long as it does
 * not change. For one thread.
 */
final class HistogramFields {
  private final WireFields fields;
  private final Side negative = new Side();
  private final Side positive = new Side();
  private double[] bounds = new double[16];
  private int boundCount;
  private HistogramLayout layout = HistogramLayout.EMPTY;

  private boolean integer;
  private long count;
  private long zeroCount;
  private long sum;
  private int schema;
  private double zeroThreshold;
  private long hint;
  private long time;
  private long startTime;

  HistogramFields(WireFields fields) {
    this.fields = fields;
  }

  /** Reads the current field, a histogram, and adds it to the samples. */
  void read(SampleBuffer into) {
    clear();
    int outer = fields.enter();
    while (fields.next()) {
      readField();
    }
    addTo(into);
    fields.leave(outer);
  }

  private void clear() {
    negative.clear();
    positive.clear();
    boundCount = 0;
    integer = true;
    count = 0;
    zeroCount = 0;
    sum = 0;
    schema = 0;
    zeroThreshold = 0;
    hint = 0;
    time = 0;
    startTime = 0;
  }

  private void readField() {
    switch (fields.field()) {
      case 1 -> count = fields.integer();
      case 2 -> {
        count = fields.fixed();
        integer = false;
      }
      case 3 -> sum = fields.fixed();
      case 4 -> schema = (int) fields.signed();
      case 5 -> zeroThreshold = Double.longBitsToDouble(fields.fixed());
      case 6 -> zeroCount = fields.integer();
      case 7 -> zeroCount = fields.fixed();
      case 8 -> negative.readSpan(fields);
      case 9 -> negative.readDeltas(fields);
      case 10 -> negative.readCounts(fields);
      case 11 -> positive.readSpan(fields);
      case 12 -> positive.readDeltas(fields);
      case 13 -> positive.readCounts(fields);
      case 14 -> hint = fields.integer();
      case 15 -> time = fields.integer();
      case 16 -> readBounds();
      case 17 -> startTime = fields.integer();
      default -> fields.skip();
    }
  }

  private void readBounds() {
    if (!fields.isPacked()) {
      addBound(fields.fixed());
      return;
    }
    int outer = fields.enter();
    while (fields.hasMore()) {
      addBound(fields.word());
    }
    fields.leave(outer);
  }

  private void addBound(long bits) {
    if (boundCount == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * boundCount);
    }
    bounds[boundCount++] = Double.longBitsToDouble(bits);
  }

  private void addTo(SampleBuffer into) {
    HistogramLane lane = into.lane();
    boolean stale = sum == StaleMarker.BITS;
    if (!stale) {
      checkSide(negative, "negative");
      checkSide(positive, "positive");
    }
    int index = lane.add(stale ? HistogramLayout.EMPTY : layout(), integer, hint());
    long[] words = lane.words();
    int at = lane.start(index);
    words[at] = stale ? 0 : count;
    words[at + 1] = stale ? 0 : zeroCount;
    words[at + 2] = sum;
    if (!stale) {
      positive.copyTo(words, lane.positiveStart(index));
      negative.copyTo(words, lane.negativeStart(index));
    }
    into.addHistogram(time, Double.longBitsToDouble(sum), startTime);
  }

  private void checkSide(Side side, String name) {
    if (side.spanned != side.buckets) {
      throw fields.invalid(
          "the %s spans of a histogram hold %d buckets, %d counts came"
              .formatted(name, side.spanned, side.buckets));
    }
    if (side.buckets > 0 && side.deltas != integer) {
      throw fields.invalid("the %s buckets of a histogram are of another kind".formatted(name));
    }
  }

  private CounterResetHint hint() {
    return switch ((int) hint) {
      case 1 -> CounterResetHint.RESET;
      case 2 -> CounterResetHint.NOT_RESET;
      case 3 -> CounterResetHint.GAUGE;
      default -> CounterResetHint.UNKNOWN;
    };
  }

  private HistogramLayout layout() {
    boolean same =
        layout.schema() == schema
            && Double.doubleToRawLongBits(layout.zeroThreshold())
                == Double.doubleToRawLongBits(zeroThreshold)
            && positive.equalsSpans(layout.positive())
            && negative.equalsSpans(layout.negative())
            && Arrays.equals(
                layout.customBounds(), 0, layout.customBounds().length, bounds, 0, boundCount);
    if (!same) {
      layout =
          new HistogramLayout(
              schema,
              zeroThreshold,
              positive.toSpans(),
              negative.toSpans(),
              Arrays.copyOf(bounds, boundCount));
    }
    return layout;
  }

  /** Spans and counts of one side. */
  private static final class Side {
    private int[] offsets = new int[8];
    private int[] lengths = new int[8];
    private int spans;
    private long spanned;
    private long[] counts = new long[32];
    private int buckets;
    private long last;

    /** Whether the counts came as integer deltas. */
    private boolean deltas;

    void clear() {
      spans = 0;
      spanned = 0;
      buckets = 0;
      last = 0;
    }

    void readSpan(WireFields fields) {
      int outer = fields.enter();
      int offset = 0;
      long length = 0;
      while (fields.next()) {
        switch (fields.field()) {
          case 1 -> offset = (int) fields.signed();
          case 2 -> length = fields.integer();
          default -> fields.skip();
        }
      }
      fields.leave(outer);
      if (length < 0 || length > Integer.MAX_VALUE) {
        throw fields.invalid("a span of " + Long.toUnsignedString(length) + " buckets");
      }
      if (spans == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * spans);
        lengths = Arrays.copyOf(lengths, 2 * spans);
      }
      offsets[spans] = offset;
      lengths[spans++] = (int) length;
      spanned += length;
    }

    void readDeltas(WireFields fields) {
      deltas = true;
      if (!fields.isPacked()) {
        add(last + fields.signed());
        return;
      }
      int outer = fields.enter();
      while (fields.hasMore()) {
        add(last + fields.varintSigned());
      }
      fields.leave(outer);
    }

    void readCounts(WireFields fields) {
      deltas = false;
      if (!fields.isPacked()) {
        add(fields.fixed());
        return;
      }
      int outer = fields.enter();
      while (fields.hasMore()) {
        add(fields.word());
      }
      fields.leave(outer);
    }

    private void add(long count) {
      if (buckets == counts.length) {
        counts = Arrays.copyOf(counts, 2 * buckets);
      }
      counts[buckets++] = count;
      last = count;
    }

    void copyTo(long[] words, int at) {
      System.arraycopy(counts, 0, words, at, buckets);
    }

    boolean equalsSpans(Spans other) {
      if (other.size() != spans) {
        return false;
      }
      for (int i = 0; i < spans; i++) {
        if (other.offset(i) != offsets[i] || other.length(i) != lengths[i]) {
          return false;
        }
      }
      return true;
    }

    Spans toSpans() {
      return Spans.of(Arrays.copyOf(offsets, spans), Arrays.copyOf(lengths, spans));
    }
  }
}
