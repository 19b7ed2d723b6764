package io.meridian.querier.read;

import io.meridian.api.prometheus.BucketSpan;
import io.meridian.api.prometheus.Histogram;
import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.IntHistogram;
import io.meridian.model.Spans;

/** Native histograms as messages of Prometheus' remote protocols. */
final class HistogramMessage {
  private HistogramMessage() {}

  static Histogram of(long time, io.meridian.model.Histogram histogram) {
    HistogramLayout layout = histogram.layout();
    Histogram.Builder message =
        Histogram.newBuilder()
            .setTimestamp(time)
            .setSum(histogram.sum())
            .setSchema(layout.schema())
            .setZeroThreshold(layout.zeroThreshold())
            .setResetHint(hint(histogram));
    if (layout.hasCustomBounds()) {
      for (double bound : layout.customBounds()) {
        message.addCustomValues(bound);
      }
    }
    for (int i = 0; i < layout.positive().size(); i++) {
      message.addPositiveSpans(span(layout.positive(), i));
    }
    for (int i = 0; i < layout.negative().size(); i++) {
      message.addNegativeSpans(span(layout.negative(), i));
    }
    switch (histogram) {
      case IntHistogram counts -> put(counts, message);
      case FloatHistogram counts -> put(counts, message);
    }
    return message.build();
  }

  private static Histogram.ResetHint hint(io.meridian.model.Histogram histogram) {
    return switch (histogram.hint()) {
      case UNKNOWN -> Histogram.ResetHint.UNKNOWN;
      case RESET -> Histogram.ResetHint.YES;
      case NOT_RESET -> Histogram.ResetHint.NO;
      case GAUGE -> Histogram.ResetHint.GAUGE;
    };
  }

  private static BucketSpan span(Spans spans, int index) {
    return BucketSpan.newBuilder()
        .setOffset(spans.offset(index))
        .setLength(spans.length(index))
        .build();
  }

  /** Integer buckets are told by how they differ from the one before. */
  private static void put(IntHistogram counts, Histogram.Builder message) {
    message.setCountInt(counts.count()).setZeroCountInt(counts.zeroCount());
    long before = 0;
    for (int i = 0; i < counts.layout().positive().buckets(); i++) {
      message.addPositiveDeltas(counts.positive(i) - before);
      before = counts.positive(i);
    }
    before = 0;
    for (int i = 0; i < counts.layout().negative().buckets(); i++) {
      message.addNegativeDeltas(counts.negative(i) - before);
      before = counts.negative(i);
    }
  }

  private static void put(FloatHistogram counts, Histogram.Builder message) {
    message.setCountFloat(counts.count()).setZeroCountFloat(counts.zeroCount());
    for (int i = 0; i < counts.layout().positive().buckets(); i++) {
      message.addPositiveCounts(counts.positive(i));
    }
    for (int i = 0; i < counts.layout().negative().buckets(); i++) {
      message.addNegativeCounts(counts.negative(i));
    }
  }
}
