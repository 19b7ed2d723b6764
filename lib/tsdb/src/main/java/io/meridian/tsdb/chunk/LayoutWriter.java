package io.meridian.tsdb.chunk;

import io.meridian.model.HistogramLayout;
import io.meridian.model.Spans;

/**
 * Writes what the histograms of a chunk have in common, in the form that {@link LayoutReader}
 * shows.
 */
final class LayoutWriter {
  private static final double LARGEST_SHORT_BOUND = 33_554_430;

  private LayoutWriter() {}

  static void write(BitWriter out, HistogramLayout layout) {
    writeZeroThreshold(out, layout.zeroThreshold());
    out.vbi(layout.schema());
    writeSpans(out, layout.positive());
    writeSpans(out, layout.negative());
    if (layout.hasCustomBounds()) {
      double[] bounds = layout.customBounds();
      out.vbu(bounds.length);
      for (double bound : bounds) {
        writeBound(out, bound);
      }
    }
  }

  private static void writeZeroThreshold(BitWriter out, double threshold) {
    int exponent = Math.getExponent(threshold);
    if (threshold == 0) {
      out.bits(0, 8);
    } else if (exponent >= -243 && exponent <= 10 && threshold == Math.scalb(1.0, exponent)) {
      out.bits(exponent + 244, 8);
    } else {
      out.bits(255, 8);
      out.bits(Double.doubleToRawLongBits(threshold), 64);
    }
  }

  private static void writeSpans(BitWriter out, Spans spans) {
    out.vbu(spans.size());
    for (int i = 0; i < spans.size(); i++) {
      out.vbu(spans.length(i));
      out.vbi(spans.offset(i));
    }
  }

  private static void writeBound(BitWriter out, double bound) {
    double thousandfold = bound * 1000;
    double whole = Math.rint(thousandfold);
    if (thousandfold >= 0 && thousandfold <= LARGEST_SHORT_BOUND && whole / 1000 == bound) {
      out.vbu((long) whole + 1);
    } else {
      out.bits(0, 1);
      out.bits(Double.doubleToRawLongBits(bound), 64);
    }
  }
}
