package io.meridian.tsdb.chunk;

import io.meridian.model.BucketBounds;
import io.meridian.model.HistogramLayout;
import io.meridian.model.HistogramReduction;
import io.meridian.model.HistogramValidation;
import io.meridian.model.Spans;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the histograms of a chunk have in common. Where that is the same as in the chunk read
 * before, the same object is given again.
 *
 * <pre>
 *   layout    := threshold schema:vbi spans(positive) spans(negative) bounds?      bounds where the schema is −53
 *   threshold := '00000000'                   0
 *              | b:8                          2^(b−244), b from 1 to 254
 *              | '11111111' f64
 *   spans     := number:vbu ( length:vbu offset:vbi )*
 *   bounds    := number:vbu bound*
 *   bound     := x:vbu                        (x−1)/1000, x ≥ 1
 *              | '0' f64
 * </pre>
 */
final class LayoutReader {
  private static final int MIN_SCHEMA = -9;
  private static final int MAX_SCHEMA = 52;

  private final ChunkSpans positive = new ChunkSpans();
  private final ChunkSpans negative = new ChunkSpans();
  private double[] bounds = {};
  private int numberOfBounds;
  private HistogramLayout layout = HistogramLayout.EMPTY;
  private @Nullable HistogramReduction reduction;

  /**
   * Reads a layout.
   *
   * @param leastBucketBits what a bucket of the first sample takes at least
   */
  HistogramLayout read(BitReader in, int leastBucketBits) {
    double zeroThreshold = zeroThreshold(in);
    int schema = schema(in);
    positive.read(in);
    negative.read(in);
    numberOfBounds = 0;
    if (schema == HistogramLayout.CUSTOM_BOUNDS) {
      readBounds(in);
    }
    long buckets = positive.buckets() + negative.buckets();
    if (buckets > in.remaining() / leastBucketBits) {
      throw in.corrupt(
          "spans hold " + buckets + " buckets, but only " + in.remaining() + " bits follow");
    }
    if (!isLayout(schema, zeroThreshold)) {
      replaceLayout(in, schema, zeroThreshold);
    }
    return layout;
  }

  /** How to bring histograms of the layout read last to a schema in use; null where it is one. */
  @Nullable HistogramReduction reduction() {
    return reduction;
  }

  private static double zeroThreshold(BitReader in) {
    int b = (int) in.bits(8);
    return switch (b) {
      case 0 -> 0;
      case 255 -> in.float64();
      default -> Math.scalb(1.0, b - 244);
    };
  }

  private static int schema(BitReader in) {
    long schema = in.vbi();
    if (schema != HistogramLayout.CUSTOM_BOUNDS && (schema < MIN_SCHEMA || schema > MAX_SCHEMA)) {
      throw in.corrupt(
          "a schema from %d to %d or %d was expected, found %d"
              .formatted(MIN_SCHEMA, MAX_SCHEMA, HistogramLayout.CUSTOM_BOUNDS, schema));
    }
    return (int) schema;
  }

  private void readBounds(BitReader in) {
    long number = in.vbu();
    if (Long.compareUnsigned(number, in.remaining() / 5) > 0) {
      throw in.corrupt(
          Long.toUnsignedString(number)
              + " custom bounds are announced, but only "
              + in.remaining()
              + " bits follow");
    }
    numberOfBounds = (int) number;
    if (bounds.length < numberOfBounds) {
      bounds = new double[numberOfBounds];
    }
    for (int i = 0; i < numberOfBounds; i++) {
      long x = in.vbu();
      bounds[i] = x == 0 ? in.float64() : (x - 1) / 1000.0;
    }
  }

  private boolean isLayout(int schema, double zeroThreshold) {
    return layout.schema() == schema
        && Double.doubleToRawLongBits(layout.zeroThreshold())
            == Double.doubleToRawLongBits(zeroThreshold)
        && positive.are(layout.positive())
        && negative.are(layout.negative())
        && Arrays.equals(
            bounds, 0, numberOfBounds, layout.customBounds(), 0, layout.customBounds().length);
  }

  private void replaceLayout(BitReader in, int schema, double zeroThreshold) {
    HistogramLayout read =
        new HistogramLayout(
            schema,
            zeroThreshold,
            positive.toSpans(),
            negative.toSpans(),
            Arrays.copyOf(bounds, numberOfBounds));
    String fault = HistogramValidation.structureFault(read);
    if (fault != null) {
      throw in.corrupt("a histogram layout was expected, but " + fault);
    }
    layout = read;
    boolean tooFine = schema > BucketBounds.MAX_SCHEMA;
    reduction = tooFine ? new HistogramReduction(read, BucketBounds.MAX_SCHEMA) : null;
  }

  /** Spans as they are read, in arrays that are used again. */
  private static final class ChunkSpans {
    private int[] offsets = {};
    private int[] lengths = {};
    private int size;
    private long buckets;

    long buckets() {
      return buckets;
    }

    void read(BitReader in) {
      long number = in.vbu();
      if (Long.compareUnsigned(number, in.remaining() / 2) > 0) {
        throw in.corrupt(
            Long.toUnsignedString(number)
                + " spans are announced, but only "
                + in.remaining()
                + " bits follow");
      }
      size = (int) number;
      if (offsets.length < size) {
        offsets = new int[size];
        lengths = new int[size];
      }
      buckets = 0;
      for (int i = 0; i < size; i++) {
        lengths[i] = length(in);
        offsets[i] = offset(in);
        buckets += lengths[i];
      }
    }

    private static int length(BitReader in) {
      long length = in.vbu();
      if (Long.compareUnsigned(length, in.remaining()) > 0) {
        throw in.corrupt(
            "a span of "
                + Long.toUnsignedString(length)
                + " buckets is announced, but only "
                + in.remaining()
                + " bits follow");
      }
      return (int) length;
    }

    private static int offset(BitReader in) {
      long offset = in.vbi();
      if (offset != (int) offset) {
        throw in.corrupt("a span offset of 32 bits was expected, found " + offset);
      }
      return (int) offset;
    }

    boolean are(Spans spans) {
      if (spans.size() != size) {
        return false;
      }
      for (int i = 0; i < size; i++) {
        if (spans.offset(i) != offsets[i] || spans.length(i) != lengths[i]) {
          return false;
        }
      }
      return true;
    }

    Spans toSpans() {
      return Spans.of(Arrays.copyOf(offsets, size), Arrays.copyOf(lengths, size));
    }
  }
}
