package io.meridian.bench;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Remote write 1.0 requests of data set D, series shuffled, each with one sample a series. Labels
 * lie in a mapped file, so that they do not count among the memory of what is measured; times and
 * values are put in when a request is asked for. Values have the shapes of {@link DataSetD}, made
 * without a state: a counter grows by 1 to 99, more often by 50.
 */
final class HeadRequests implements AutoCloseable {
  static final int SERIES_A_REQUEST = 2000;

  /** Tag, length, tag, eight bytes, tag, a time of six bytes. */
  private static final int SAMPLE = 18;

  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final DataSetD data;
  private final int[] order;

  /** Where in the file each series of the order begins, once another order was asked for. */
  private long[] places = {};

  private final Path file;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes;

  /** Where each request begins in the file. */
  private final long[] starts;

  private byte[] body = {};
  private int length;

  HeadRequests(DataSetD data, Path folder) throws IOException {
    this.data = data;
    order = data.shuffled();
    file = folder.resolve("labels");
    starts = new long[data.series() / SERIES_A_REQUEST + 1];
    write();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
    }
  }

  /** Gives the series another order from now on. */
  void shuffle(SplittableRandom random) {
    if (places.length == 0) {
      places = new long[order.length];
      long at = 0;
      for (int i = 0; i < places.length; i++) {
        places[i] = at;
        at += Integer.BYTES + bytes.get(INT, at);
      }
    }
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int series = order[i];
      order[i] = order[other];
      order[other] = series;
      long place = places[i];
      places[i] = places[other];
      places[other] = place;
    }
  }

  /** How many requests bring a sample of each series. */
  int count() {
    return starts.length - 1;
  }

  /** Each series: length of its message before the sample, then that. */
  private void write() throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      DataOutputStream buffered = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
      long at = 0;
      for (int request = 0; request < count(); request++) {
        starts[request] = at;
        for (int i = 0; i < SERIES_A_REQUEST; i++) {
          byte[] labels = labelFields(data.labels(order[request * SERIES_A_REQUEST + i]));
          buffered.writeInt(labels.length);
          buffered.write(labels);
          at += Integer.BYTES + labels.length;
        }
      }
      starts[count()] = at;
      buffered.flush();
    }
  }

  private static byte[] labelFields(Labels labels) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    LabelCursor cursor = new LabelCursor();
    for (cursor.reset(labels); cursor.next(); ) {
      ByteArrayOutputStream label = new ByteArrayOutputStream();
      field(label, 0x0a, cursor.bytes(), cursor.nameFrom(), cursor.nameTo());
      field(label, 0x12, cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
      field(all, 0x0a, label.toByteArray(), 0, label.size());
    }
    return all.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int tag, byte[] from, int begin, int end) {
    byte[] size = new byte[5];
    out.write(tag);
    out.write(size, 0, PackedLabels.putLength(size, 0, end - begin));
    out.write(from, begin, end - begin);
  }

  /**
   * Makes a request of the samples of one round; it stands in {@link #body} then. For one thread at
   * a time.
   */
  void make(int request, int round, long time) {
    length = 0;
    int index = request * SERIES_A_REQUEST;
    long at = starts[request];
    for (int end = index + SERIES_A_REQUEST; index < end; index++) {
      at = places.length == 0 ? at : places[index];
      int labels = bytes.get(INT, at);
      if (body.length - length < labels + SAMPLE + 16) {
        body = Arrays.copyOf(body, 2 * (length + labels + SAMPLE + 16));
      }
      body[length++] = 0x0a;
      length = PackedLabels.putLength(body, length, labels + (round < 0 ? 0 : SAMPLE));
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at + Integer.BYTES, body, length, labels);
      length += labels;
      if (round >= 0) {
        putSample(order[index], round, time);
      }
      at += Integer.BYTES + labels;
    }
  }

  private void putSample(int series, int round, long time) {
    body[length] = 0x12;
    body[length + 1] = SAMPLE - 2;
    body[length + 2] = 0x09;
    DOUBLE.set(body, length + 3, value(series, round));
    body[length + 11] = 0x10;
    putTime(body, length + 12, time(series, time));
    length += SAMPLE;
  }

  /** Writes a time of this century as a varint of six bytes. */
  static void putTime(byte[] into, int at, long time) {
    long rest = time;
    for (int i = 0; i < 6; i++) {
      into[at + i] = (byte) ((rest & 0x7f) | (i < 5 ? 0x80 : 0));
      rest >>>= 7;
    }
  }

  /** When a series is sampled in a round that begins at an instant. */
  long time(int series, long begin) {
    return begin + mixed(series, -1) % DataSetD.INTERVAL;
  }

  /** The series of a request, in its order. */
  int[] seriesOf(int request) {
    return Arrays.copyOfRange(order, request * SERIES_A_REQUEST, (request + 1) * SERIES_A_REQUEST);
  }

  double value(int series, int round) {
    long base = mixed(series, -2) % 1_000_000;
    return switch (data.shape(series)) {
      case CONSTANT -> base;
      case COUNTER -> base + 50L * round + mixed(series, round) % 50;
      case GAUGE -> 1000 + mixed(series, round) % 200;
      case RANDOM -> mixed(series, round) * 0x1p-53;
    };
  }

  /** A number of 53 bits that looks random. */
  private static long mixed(int series, int round) {
    long z = series * 0x9e3779b97f4a7c15L + round * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (z ^ (z >>> 31)) >>> 11;
  }

  byte[] body() {
    return body;
  }

  int length() {
    return length;
  }

  @Override
  public void close() throws IOException {
    arena.close();
    Files.delete(file);
  }
}
