package io.meridian.model;

import java.util.Arrays;

/**
 * A growing column of native histograms. The counts of all of them stand in one array of words:
 *
 * <pre>
 *   histogram := count zeroCount sum positive* negative*
 * </pre>
 *
 * A word of an integer histogram is a 64-bit count, one of a float histogram the bits of a double;
 * the sum is always the bits of a double. Buckets are absolute counts, never deltas, in the order
 * of the layout's spans.
 */
public final class HistogramLane {
  private static final int HEADER = 3;

  private int size;
  private HistogramLayout[] layouts = {};
  private CounterResetHint[] hints = {};
  private boolean[] integers = {};
  private int[] starts = {};
  private long[] words = {};
  private int end;

  public HistogramLane() {}

  /** A lane with room for some histograms with some buckets together before its arrays grow. */
  HistogramLane(int histograms, int buckets) {
    layouts = new HistogramLayout[histograms];
    hints = new CounterResetHint[histograms];
    integers = new boolean[histograms];
    starts = new int[histograms];
    words = new long[histograms * HEADER + buckets];
  }

  /** Forgets every histogram and keeps the arrays. */
  public void clear() {
    Arrays.fill(layouts, 0, size, null);
    size = 0;
    end = 0;
  }

  public int size() {
    return size;
  }

  /** Bytes of the arrays; the layouts, which histograms share, apart. */
  public long bytes() {
    long each = 3 * Integer.BYTES + 1; // two references, a place and a flag
    return each * starts.length + (long) Long.BYTES * words.length;
  }

  /**
   * Adds a histogram whose counts are to be written into {@link #words} from {@link #start} on;
   * they are undefined until then.
   *
   * @return the histogram's index
   */
  public int add(HistogramLayout layout, boolean integer, CounterResetHint hint) {
    int length = HEADER + layout.buckets();
    reserve(length);
    layouts[size] = layout;
    integers[size] = integer;
    hints[size] = hint;
    starts[size] = end;
    end += length;
    return size++;
  }

  /**
   * Adds a copy of another lane's histogram.
   *
   * @return the histogram's index
   */
  public int add(HistogramLane from, int index) {
    return add(from, index, from.hint(index));
  }

  /**
   * Adds a copy of another lane's histogram under another hint.
   *
   * @return the histogram's index
   */
  public int add(HistogramLane from, int index, CounterResetHint hint) {
    int added = add(from.layouts[index], from.integers[index], hint);
    System.arraycopy(from.words, from.starts[index], words, starts[added], end - starts[added]);
    return added;
  }

  /** Takes the histogram that was added last away again. */
  public void removeLast() {
    size--;
    end = starts[size];
  }

  private void reserve(int length) {
    if (size == starts.length) {
      int capacity = Math.max(16, size * 2);
      layouts = Arrays.copyOf(layouts, capacity);
      integers = Arrays.copyOf(integers, capacity);
      hints = Arrays.copyOf(hints, capacity);
      starts = Arrays.copyOf(starts, capacity);
    }
    int needed = Math.addExact(end, length);
    if (needed > words.length) {
      words = Arrays.copyOf(words, Math.max(needed, words.length * 2));
    }
  }

  /** The words of all histograms; replaced when the lane grows. */
  public long[] words() {
    return words;
  }

  /** Where a histogram's words begin: count, zero count, sum, then the buckets. */
  public int start(int index) {
    return starts[index];
  }

  /** Where a histogram's positive buckets begin. */
  public int positiveStart(int index) {
    return starts[index] + HEADER;
  }

  /** Where a histogram's negative buckets begin. */
  public int negativeStart(int index) {
    return starts[index] + HEADER + layouts[index].positive().buckets();
  }

  public HistogramLayout layout(int index) {
    return layouts[index];
  }

  /** Whether the words of a histogram are integers. */
  public boolean isInteger(int index) {
    return integers[index];
  }

  public CounterResetHint hint(int index) {
    return hints[index];
  }

  /** Replaces a histogram's hint. */
  public void hint(int index, CounterResetHint hint) {
    hints[index] = hint;
  }

  /** Whether totals and bucket counts of two histograms of one kind are the same, bit by bit. */
  public boolean holdsSameWords(int index, HistogramLane other, int otherIndex) {
    int length = HEADER + layouts[index].buckets();
    int from = starts[index];
    int otherFrom = other.starts[otherIndex];
    return length == HEADER + other.layouts[otherIndex].buckets()
        && Arrays.equals(words, from, from + length, other.words, otherFrom, otherFrom + length);
  }

  /** The sum of the observations. */
  public double sum(int index) {
    return Double.longBitsToDouble(words[starts[index] + 2]);
  }

  /** The number of observations as a double, whatever the kind. */
  public double count(int index) {
    return total(index, words[starts[index]]);
  }

  /** The number of observations in the zero bucket as a double, whatever the kind. */
  public double zeroCount(int index) {
    return total(index, words[starts[index] + 1]);
  }

  /** Totals of integer histograms are unsigned. */
  private double total(int index, long word) {
    if (integers[index] && word < 0) {
      return ((word >>> 1) | (word & 1)) * 2.0;
    }
    return asDouble(index, word);
  }

  /** A bucket count of a histogram as a double, whatever the kind. */
  public double asDouble(int index, long word) {
    return integers[index] ? (double) word : Double.longBitsToDouble(word);
  }
}
