package io.meridian.tsdb.head;

import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.PackedLabels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.tsdb.ingest.WriteBatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes what a batch changes in a head as a {@link RecordSection record}. For one thread. */
final class RecordWriter {
  private static final VarHandle U16 = view(short[].class);
  private static final VarHandle U32 = view(int[].class);
  private static final VarHandle U64 = view(long[].class);

  private byte[] bytes = new byte[1 << 10];
  private int length;
  private int section;

  /** What became of the samples that a section is made of. */
  private SampleOutcome wanted = SampleOutcome.STORED;

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  void clear() {
    length = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Begins a section, to be ended by {@link #end}. */
  void begin(int kind) {
    section = length;
    reserve(RecordSection.HEADER);
    bytes[length] = (byte) kind;
    length += RecordSection.HEADER;
  }

  void end() {
    U32.set(bytes, section + 1, length - section - RecordSection.HEADER);
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  void u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void u32(int value) {
    reserve(4);
    U32.set(bytes, length, value);
    length += 4;
  }

  void u64(long value) {
    reserve(8);
    U64.set(bytes, length, value);
    length += 8;
  }

  void leb(int value) {
    reserve(5);
    length = PackedLabels.putLength(bytes, length, value);
  }

  void copy(byte[] source, int from, int size) {
    reserve(size);
    System.arraycopy(source, from, bytes, length, size);
    length += size;
  }

  /** Adds a section of bytes that were made before. */
  void add(int kind, byte[] content, int size) {
    if (size > 0) {
      begin(kind);
      copy(content, 0, size);
      end();
    }
  }

  /** Adds the samples of series {@code from} to {@code to} that are to be stored. */
  void addSamples(WriteBatch batch, int from, int to, int[] ids, AppendOutcomes outcomes) {
    wanted = SampleOutcome.STORED;
    addSamples(
        batch,
        from,
        to,
        ids,
        outcomes,
        RecordSection.FLOATS,
        RecordSection.STARTED_FLOATS,
        RecordSection.HISTOGRAMS);
    if (outcomes.hasUnordered()) {
      wanted = SampleOutcome.STORED_OUT_OF_ORDER;
      addSamples(
          batch,
          from,
          to,
          ids,
          outcomes,
          RecordSection.UNORDERED_FLOATS,
          RecordSection.STARTED_UNORDERED_FLOATS,
          RecordSection.UNORDERED_HISTOGRAMS);
      wanted = SampleOutcome.STORED_LATE;
      addSamples(
          batch,
          from,
          to,
          ids,
          outcomes,
          RecordSection.LATE_FLOATS,
          RecordSection.STARTED_LATE_FLOATS,
          RecordSection.LATE_HISTOGRAMS);
    }
  }

  /** Adds the samples of one outcome as sections of floats and histograms. */
  private void addSamples(
      WriteBatch batch,
      int from,
      int to,
      int[] ids,
      AppendOutcomes outcomes,
      int floatsKind,
      int startedKind,
      int histogramsKind) {
    SampleBuffer samples = batch.samples();
    int floats = 0;
    int histograms = 0;
    boolean started = false;
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int sample = batch.samplesFrom(from); sample < batch.samplesTo(to - 1); sample++) {
      if (outcomes.outcome(sample) == wanted) {
        if (samples.laneIndex(sample) < 0) {
          floats++;
          started |= samples.startTime(sample) != 0;
          least = Math.min(least, samples.time(sample));
          most = Math.max(most, samples.time(sample));
        } else {
          histograms++;
        }
      }
    }
    if (floats > 0) {
      begin(started ? startedKind : floatsKind);
      addFloats(floats, least, most - least, batch, from, to, ids, outcomes);
      if (started) {
        addStarts(floats, batch, from, to, outcomes);
      }
      end();
    }
    if (histograms > 0) {
      begin(histogramsKind);
      addHistograms(batch, from, to, ids, outcomes);
      end();
    }
  }

  private void addFloats(
      int count,
      long least,
      long span,
      WriteBatch batch,
      int from,
      int to,
      int[] ids,
      AppendOutcomes outcomes) {
    int width = span >>> 16 == 0 ? 2 : span >>> 32 == 0 ? 4 : 8;
    reserve(13 + count * (12 + width));
    U32.set(bytes, length, count);
    U64.set(bytes, length + 4, least);
    bytes[length + 12] = (byte) width;
    int idAt = length + 13;
    int timeAt = idAt + 4 * count;
    int valueAt = timeAt + width * count;
    SampleBuffer samples = batch.samples();
    for (int i = from; i < to; i++) {
      for (int sample = batch.samplesFrom(i); sample < batch.samplesTo(i); sample++) {
        if (outcomes.outcome(sample) == wanted && samples.laneIndex(sample) < 0) {
          U32.set(bytes, idAt, ids[i]);
          putOffset(timeAt, width, samples.time(sample) - least);
          U64.set(bytes, valueAt, Double.doubleToRawLongBits(samples.value(sample)));
          idAt += 4;
          timeAt += width;
          valueAt += 8;
        }
      }
    }
    length = valueAt;
  }

  private void addStarts(int count, WriteBatch batch, int from, int to, AppendOutcomes outcomes) {
    reserve(Long.BYTES * count);
    SampleBuffer samples = batch.samples();
    for (int sample = batch.samplesFrom(from); sample < batch.samplesTo(to - 1); sample++) {
      if (outcomes.outcome(sample) == wanted && samples.laneIndex(sample) < 0) {
        u64(samples.startTime(sample));
      }
    }
  }

  private void putOffset(int at, int width, long offset) {
    switch (width) {
      case 2 -> U16.set(bytes, at, (short) offset);
      case 4 -> U32.set(bytes, at, (int) offset);
      default -> U64.set(bytes, at, offset);
    }
  }

  private void addHistograms(
      WriteBatch batch, int from, int to, int[] ids, AppendOutcomes outcomes) {
    SampleBuffer samples = batch.samples();
    for (int i = from; i < to; i++) {
      for (int sample = batch.samplesFrom(i); sample < batch.samplesTo(i); sample++) {
        if (outcomes.outcome(sample) == wanted && samples.laneIndex(sample) >= 0) {
          reserve(21);
          U32.set(bytes, length, ids[i]);
          U64.set(bytes, length + 4, samples.time(sample));
          U64.set(bytes, length + 12, samples.startTime(sample));
          length += 20;
          addHistogram(samples.lane(), samples.laneIndex(sample));
        }
      }
    }
  }

  private void addHistogram(HistogramLane lane, int index) {
    HistogramLayout layout = lane.layout(index);
    double[] bounds = layout.customBounds();
    int words = 3 + layout.buckets();
    reserve(40 + 8 * (bounds.length + words));
    bytes[length++] =
        (byte) ((RecordSection.code(lane.hint(index)) << 1) | (lane.isInteger(index) ? 1 : 0));
    bytes[length++] = (byte) layout.schema();
    U64.set(bytes, length, Double.doubleToRawLongBits(layout.zeroThreshold()));
    length += 8;
    addSpans(layout.positive());
    addSpans(layout.negative());
    reserve(5 + 8 * (bounds.length + words));
    length = PackedLabels.putLength(bytes, length, bounds.length);
    for (double bound : bounds) {
      U64.set(bytes, length, Double.doubleToRawLongBits(bound));
      length += 8;
    }
    for (int i = 0; i < words; i++) {
      U64.set(bytes, length, lane.words()[lane.start(index) + i]);
      length += 8;
    }
  }

  private void addSpans(Spans spans) {
    reserve(5 + 8 * spans.size());
    length = PackedLabels.putLength(bytes, length, spans.size());
    for (int i = 0; i < spans.size(); i++) {
      U32.set(bytes, length, spans.offset(i));
      U32.set(bytes, length + 4, spans.length(i));
      length += 8;
    }
  }
}
