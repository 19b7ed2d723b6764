package io.meridian.tsdb.aggregate;

import io.meridian.model.Spans;
import java.util.Arrays;

/**
 * How the spans of a histogram grow as others are added to it, cut as Prometheus cuts them: a
 * bucket that is new extends the span that ends just before it, else the span that begins just
 * behind it, else becomes a span of its own. Spans that meet are not joined. The cut means nothing,
 * but it is written into chunks.
 */
final class SpanGrowth {
  private int size;
  private int[] starts = new int[4];
  private int[] ends = new int[4];
  private Spans last = Spans.NONE;
  private Spans grown = Spans.NONE;

  /** Starts over with some spans. */
  void set(Spans spans) {
    size = 0;
    int at = 0;
    for (int i = 0; i < spans.size(); i++) {
      at += spans.offset(i);
      insert(i, at, at + spans.length(i));
      at += spans.length(i);
    }
    last = spans;
    grown = spans;
  }

  /** Adds the buckets of some spans. */
  void add(Spans spans) {
    if (spans.equals(last)) {
      return;
    }
    last = spans;
    boolean grew = false;
    int in = 0;
    int at = 0;
    for (int i = 0; i < spans.size(); i++) {
      at += spans.offset(i);
      for (int bucket = at; bucket < at + spans.length(i); bucket++) {
        while (in < size && ends[in] <= bucket) {
          in++;
        }
        if (in == size || bucket < starts[in]) {
          in = addBucket(in, bucket);
          grew = true;
        }
      }
      at += spans.length(i);
    }
    if (grew) {
      grown = toSpans();
    }
  }

  /** Adds a bucket in front of a span, and gives the span that holds it. */
  private int addBucket(int next, int bucket) {
    if (next > 0 && ends[next - 1] == bucket) {
      ends[next - 1]++;
      return next - 1;
    }
    if (next < size && starts[next] == bucket + 1) {
      starts[next]--;
      return next;
    }
    insert(next, bucket, bucket + 1);
    return next;
  }

  private void insert(int at, int start, int end) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    System.arraycopy(starts, at, starts, at + 1, size - at);
    System.arraycopy(ends, at, ends, at + 1, size - at);
    starts[at] = start;
    ends[at] = end;
    size++;
  }

  private Spans toSpans() {
    int[] offsets = new int[size];
    int[] lengths = new int[size];
    for (int i = 0; i < size; i++) {
      offsets[i] = i == 0 ? starts[0] : starts[i] - ends[i - 1];
      lengths[i] = ends[i] - starts[i];
    }
    return Spans.of(offsets, lengths);
  }

  Spans spans() {
    return grown;
  }
}
