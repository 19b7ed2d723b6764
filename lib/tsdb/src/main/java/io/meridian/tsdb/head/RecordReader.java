package io.meridian.tsdb.head;

import io.meridian.model.CorruptDataException;
import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.MetricMetadata;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks over the sections of records, one after the other, and reads them where they lie. Whatever
 * does not fit is a {@link CorruptDataException}. For one thread.
 */
final class RecordReader {
  /** So many series more can have been named by records that were lost in one place. */
  static final int MOST_LOST = 1 << 20;

  private static final VarHandle U16 = view(short[].class);
  private static final VarHandle U32 = view(int[].class);
  private static final VarHandle U64 = view(long[].class);

  private byte[] bytes = {};
  private int at;
  private int end;
  private int recordEnd;

  /** Series up to here, excluded, were named by records that were read. */
  private int named;

  // The section of floats that was entered.
  private int count;
  private long base;
  private int width;
  private int timesAt;
  private int valuesAt;

  /** 0 where they have no start timestamps. */
  private int startsAt;

  // The entry that was read last.
  private int id;
  private long time;
  private double value;
  private int labelsFrom;

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  void reset(byte[] record, int length) {
    reset(record, 0, length);
  }

  void reset(byte[] record, int from, int to) {
    bytes = record;
    at = from;
    end = from;
    recordEnd = to;
  }

  /** Whether more of the section follows. */
  boolean hasMore() {
    return at < end;
  }

  int u8() {
    require(1);
    return bytes[at++] & 0xff;
  }

  int u32() {
    require(4);
    at += 4;
    return (int) U32.get(bytes, at - 4);
  }

  long u64() {
    require(8);
    at += 8;
    return (long) U64.get(bytes, at - 8);
  }

  /** Passes some bytes; returns where they begin. */
  int pass(int length) {
    require(length);
    at += length;
    return at - length;
  }

  /** Takes note that series are named up to a number, excluded. */
  void name(int series) {
    if (series - MOST_LOST <= named) {
      named = Math.max(named, series);
    }
  }

  /** Moves to the next section, whatever was read of this one; returns its kind, 0 at the end. */
  int next() {
    at = end;
    if (at == recordEnd) {
      return 0;
    }
    end = recordEnd;
    require(RecordSection.HEADER);
    int kind = bytes[at];
    int length = (int) U32.get(bytes, at + 1);
    at += RecordSection.HEADER;
    require(length);
    end = at + length;
    return kind;
  }

  private void require(long wanted) {
    if (wanted < 0 || wanted > end - at) {
      throw corrupt(wanted + " bytes were expected, " + (end - at) + " follow");
    }
  }

  CorruptDataException corrupt(String finding) {
    return new CorruptDataException("a record of the log", at, finding);
  }

  byte[] bytes() {
    return bytes;
  }

  /** Reads the next series of its section; false at the end. */
  boolean nextSeries() {
    while (at < end) {
      id = leb();
      labelsFrom = pass(leb());
      if (id - MOST_LOST <= named) {
        named = Math.max(named, id + 1);
        return true;
      }
    }
    return false;
  }

  /** Reads the next exemplar of its section; false at the end. */
  boolean nextExemplar() {
    if (at == end) {
      return false;
    }
    id = leb();
    require(2L * Long.BYTES);
    time = (long) U64.get(bytes, at);
    value = Double.longBitsToDouble((long) U64.get(bytes, at + 8));
    at += 2 * Long.BYTES;
    passLabels();
    return true;
  }

  private void passLabels() {
    int length = leb();
    require(length);
    labelsFrom = at;
    at += length;
  }

  /** The time of the exemplar that was read last. */
  long time() {
    return time;
  }

  /** The value of the exemplar that was read last. */
  double value() {
    return value;
  }

  /** Reads the type of the next entry of a section of metadata. */
  MetricMetadata.Type readType() {
    require(1);
    MetricMetadata.Type[] types = MetricMetadata.Type.values();
    int number = bytes[at];
    if (number < 0 || number >= types.length) {
      throw corrupt("the type " + number + " of a metric");
    }
    at++;
    return types[number];
  }

  /** Reads the next text of an entry of a section of metadata. */
  String readText() {
    passLabels();
    return new String(bytes, labelsFrom, at - labelsFrom, StandardCharsets.UTF_8);
  }

  /** Whether a number is that of a series that a record has named. */
  boolean isNamed(int series) {
    return series >= 0 && series < named;
  }

  /** A number of at most 31 bits. */
  int leb() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      require(1);
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0 && value <= Integer.MAX_VALUE) {
        return (int) value;
      }
    }
    throw corrupt("a number of at most 31 bits was expected");
  }

  /** The number of the series of the entry that was read last. */
  int id() {
    return id;
  }

  /** Where the labels of the series begin that was read last; they end at {@link #labelsTo}. */
  int labelsFrom() {
    return labelsFrom;
  }

  int labelsTo() {
    return at;
  }

  /**
   * Enters a section of floats; returns how many there are.
   *
   * @param started whether they have start timestamps
   */
  int enterFloats(boolean started) {
    require(13);
    count = (int) U32.get(bytes, at);
    base = (long) U64.get(bytes, at + 4);
    width = bytes[at + 12];
    if (count < 0 || (width != 2 && width != 4 && width != 8)) {
      throw corrupt("floats with times of " + width + " bytes, " + count + " of them");
    }
    at += 13;
    require((12L + width + (started ? Long.BYTES : 0)) * count);
    timesAt = at + 4 * count;
    valuesAt = timesAt + width * count;
    startsAt = started ? valuesAt + Long.BYTES * count : 0;
    return count;
  }

  /** The series of a float. */
  int floatId(int index) {
    return (int) U32.get(bytes, at + 4 * index);
  }

  /** The time of a float. */
  long floatTime(int index) {
    return base
        + switch (width) {
          case 2 -> (short) U16.get(bytes, timesAt + 2 * index) & 0xffff;
          case 4 -> (int) U32.get(bytes, timesAt + 4 * index) & 0xffffffffL;
          default -> (long) U64.get(bytes, timesAt + 8 * index);
        };
  }

  /** The bits of a float's value. */
  long floatBits(int index) {
    return (long) U64.get(bytes, valuesAt + 8 * index);
  }

  /** The start timestamp of a float, 0 for none. */
  long floatStart(int index) {
    return startsAt == 0 ? 0 : (long) U64.get(bytes, startsAt + Long.BYTES * index);
  }

  /** Reads the next histogram of its section into a buffer; false at the end. */
  boolean nextHistogram(SampleBuffer into) {
    into.clear();
    if (at == end) {
      return false;
    }
    require(30);
    id = (int) U32.get(bytes, at);
    time = (long) U64.get(bytes, at + 4);
    long startTime = (long) U64.get(bytes, at + 12);
    int flags = bytes[at + 20];
    int schema = bytes[at + 21];
    double zeroThreshold = Double.longBitsToDouble((long) U64.get(bytes, at + 22));
    at += 30;
    Spans positive = readSpans();
    Spans negative = readSpans();
    double[] bounds = readBounds();
    HistogramLayout layout = new HistogramLayout(schema, zeroThreshold, positive, negative, bounds);
    readWords(into.lane(), layout, flags);
    into.addHistogram(time, into.lane().sum(0), startTime);
    return true;
  }

  private Spans readSpans() {
    int size = leb();
    require(8L * size);
    int[] offsets = new int[size];
    int[] lengths = new int[size];
    for (int i = 0; i < size; i++) {
      offsets[i] = (int) U32.get(bytes, at);
      lengths[i] = (int) U32.get(bytes, at + 4);
      if (lengths[i] < 0 || lengths[i] > end - at) {
        throw corrupt("a span of " + lengths[i] + " buckets");
      }
      at += 8;
    }
    return Spans.of(offsets, lengths);
  }

  private double[] readBounds() {
    int size = leb();
    require(8L * size);
    double[] bounds = new double[size];
    for (int i = 0; i < size; i++, at += 8) {
      bounds[i] = Double.longBitsToDouble((long) U64.get(bytes, at));
    }
    return bounds;
  }

  private void readWords(HistogramLane lane, HistogramLayout layout, int flags) {
    int words = 3 + layout.buckets();
    require(8L * words);
    CounterResetHint hint =
        switch (flags >>> 1) {
          case 0 -> CounterResetHint.UNKNOWN;
          case 1 -> CounterResetHint.RESET;
          case 2 -> CounterResetHint.NOT_RESET;
          case 3 -> CounterResetHint.GAUGE;
          default -> throw corrupt("the flags " + flags);
        };
    int index = lane.add(layout, (flags & 1) != 0, hint);
    for (int i = 0; i < words; i++, at += 8) {
      lane.words()[lane.start(index) + i] = (long) U64.get(bytes, at);
    }
  }
}
