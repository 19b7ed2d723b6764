package io.meridian.cli.block;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.service.text.ByteText;

/**
 * Samples as JSON without loss: {@code [t, "bits"]} for a float, {@code [t, {…}]} for a native
 * histogram, and the start timestamp behind it where it is known.
 *
 * <p>Floats are the 16 hexadecimal digits of their bits. Buckets of integer histograms are as they
 * are stored: the first absolute, then differences.
 */
final class SampleJson {
  private final ByteText out;

  SampleJson(ByteText out) {
    this.out = out;
  }

  /** Writes all samples as an array. */
  void putAll(SampleBuffer samples) {
    out.put('[');
    for (int i = 0; i < samples.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      put(samples, i);
    }
    out.put(']');
  }

  private void put(SampleBuffer samples, int sample) {
    out.put('[').put(samples.time(sample)).put(',');
    int lane = samples.laneIndex(sample);
    if (lane < 0) {
      putBits(Double.doubleToRawLongBits(samples.value(sample)));
    } else {
      putHistogram(samples.lane(), lane);
    }
    long startTime = samples.startTime(sample);
    if (startTime != 0) {
      out.put(',').put(startTime);
    }
    out.put(']');
  }

  private void putBits(long bits) {
    out.put('"').putHex(bits).put('"');
  }

  private void putHistogram(HistogramLane lane, int index) {
    HistogramLayout layout = lane.layout(index);
    boolean isInteger = lane.isInteger(index);
    out.put(isInteger ? "{\"kind\":\"int\",\"hint\":\"" : "{\"kind\":\"float\",\"hint\":\"");
    out.put(label(lane.hint(index)));
    out.put("\",\"schema\":").put(layout.schema()).put(",\"zero_threshold\":");
    putBits(Double.doubleToRawLongBits(layout.zeroThreshold()));
    int start = lane.start(index);
    out.put(",\"zero_count\":");
    putTotal(lane.words()[start + 1], isInteger);
    out.put(",\"count\":");
    putTotal(lane.words()[start], isInteger);
    out.put(",\"sum\":");
    putBits(lane.words()[start + 2]);
    out.put(",\"pos_spans\":");
    putSide("pos", layout.positive(), lane.words(), lane.positiveStart(index), isInteger);
    out.put(",\"neg_spans\":");
    putSide("neg", layout.negative(), lane.words(), lane.negativeStart(index), isInteger);
    if (layout.hasCustomBounds()) {
      out.put(",\"custom_values\":");
      putBounds(layout.customBounds());
    }
    out.put('}');
  }

  /** The name of a hint or header in dumps. */
  static String label(CounterResetHint hint) {
    return switch (hint) {
      case UNKNOWN -> "unknown";
      case RESET -> "reset";
      case NOT_RESET -> "not_reset";
      case GAUGE -> "gauge";
    };
  }

  private void putTotal(long word, boolean isInteger) {
    if (isInteger) {
      out.putUnsigned(word);
    } else {
      putBits(word);
    }
  }

  private void putSide(String side, Spans spans, long[] words, int from, boolean isInteger) {
    out.put('[');
    for (int i = 0; i < spans.size(); i++) {
      out.put(i > 0 ? ",[" : "[").put(spans.offset(i)).put(',').put(spans.length(i)).put(']');
    }
    out.put("],\"").put(side).put(isInteger ? "_deltas\":[" : "_counts\":[");
    for (int i = 0; i < spans.buckets(); i++) {
      if (i > 0) {
        out.put(',');
      }
      if (isInteger) {
        out.put(i == 0 ? words[from] : words[from + i] - words[from + i - 1]);
      } else {
        putBits(words[from + i]);
      }
    }
    out.put(']');
  }

  private void putBounds(double[] bounds) {
    out.put('[');
    for (int i = 0; i < bounds.length; i++) {
      if (i > 0) {
        out.put(',');
      }
      putBits(Double.doubleToRawLongBits(bounds[i]));
    }
    out.put(']');
  }
}
