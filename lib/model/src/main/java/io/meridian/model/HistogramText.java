package io.meridian.model;

/**
 * Histograms as text: count, sum, then the populated buckets in ascending order, each with its
 * bounds in the mathematical notation of closed and open ends and its count: {@code {count:3,
 * sum:4.5, [-0.001,0.001]:1, (1,2]:2}}.
 */
final class HistogramText {
  private HistogramText() {}

  static String of(HistogramLane lane, int index) {
    StringBuilder text = new StringBuilder("{count:");
    boolean integer = lane.isInteger(index);
    if (integer) {
      text.append(Long.toUnsignedString(lane.words()[lane.start(index)]));
    } else {
      ShortestDecimal.append(text, lane.count(index));
    }
    text.append(", sum:");
    ShortestDecimal.append(text, lane.sum(index));
    BucketCursor cursor = new BucketCursor().ascendingUnclamped(lane, index);
    while (cursor.next()) {
      if (cursor.count() != 0) {
        append(text, cursor, integer);
      }
    }
    return text.append('}').toString();
  }

  private static void append(StringBuilder text, BucketCursor bucket, boolean integer) {
    text.append(", ").append(bucket.isLowerInclusive() ? '[' : '(');
    ShortestDecimal.append(text, bucket.lower());
    text.append(',');
    ShortestDecimal.append(text, bucket.upper());
    text.append(bucket.isUpperInclusive() ? ']' : ')').append(':');
    if (integer) {
      text.append((long) bucket.count());
    } else {
      ShortestDecimal.append(text, bucket.count());
    }
  }
}
