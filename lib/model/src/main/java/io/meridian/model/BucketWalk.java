package io.meridian.model;

/**
 * Steps through the buckets of one side of a histogram: which bucket is meant, and at which
 * position among the side's counts it stands. Forward is away from zero, backward towards it. Spans
 * of length 0 are passed over.
 */
public final class BucketWalk {
  private Spans spans = Spans.NONE;
  private boolean backward;
  private int span;
  private int left;
  private int bucket;
  private int position;

  /** Starts before the bucket next to zero. */
  public void forward(Spans of) {
    spans = of;
    backward = false;
    span = -1;
    left = 0;
    bucket = -1;
    position = -1;
  }

  /** Starts behind the bucket furthest from zero. */
  public void backward(Spans of) {
    spans = of;
    backward = true;
    span = of.size();
    left = 0;
    bucket = 0;
    for (int i = 0; i < of.size(); i++) {
      bucket += of.offset(i) + of.length(i);
    }
    position = of.buckets();
  }

  /** Moves to the next bucket, if there is one. */
  public boolean next() {
    return backward ? nextBackward() : nextForward();
  }

  private boolean nextForward() {
    bucket++;
    while (left == 0) {
      if (++span >= spans.size()) {
        return false;
      }
      bucket += spans.offset(span);
      left = spans.length(span);
    }
    left--;
    position++;
    return true;
  }

  private boolean nextBackward() {
    bucket--;
    while (left == 0) {
      if (span < spans.size()) {
        bucket -= spans.offset(span);
      }
      if (--span < 0) {
        return false;
      }
      left = spans.length(span);
    }
    left--;
    position--;
    return true;
  }

  /** Which bucket this is. */
  public int bucket() {
    return bucket;
  }

  /** Where its count stands among those of the side. */
  public int position() {
    return position;
  }
}
