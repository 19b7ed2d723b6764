package io.meridian.storeapi.wire;

import io.meridian.api.thanos.CountedSeries;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.model.PackedLabels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Puts series into the messages of an answer.
 *
 * <p>A batch is sent when it has as many series as its reader wants or {@value #FRAME_BYTES} bytes;
 * a series with more bytes of chunks than that goes on in the next message. So memory does not grow
 * with the length of a series, and a reader has work before the answer is complete.
 */
public final class SeriesFrames {
  /** How large a message is, its last chunk apart. */
  public static final int FRAME_BYTES = 256 << 10;

  private static final int SERIES = 1 << 3 | 2;
  private static final int WARNING = 2 << 3 | 2;
  private static final int HINTS = 3 << 3 | 2;
  private static final int BATCH = 4 << 3 | 2;
  private static final int BATCHED_SERIES = 1 << 3 | 2;
  private static final int LABELS = 1 << 3 | 2;
  private static final int NAME = 1 << 3 | 2;
  private static final int VALUE = 2 << 3 | 2;
  private static final int SHARED_LABELS = SharedLabels.FIELD << 3 | 2;

  /** A label has four bytes at least, and gets three tags and a length of five at most. */
  private static final int MOST_LABEL_GROWTH = 3;

  /** Tag and length of what a message has; they are known when it is whole. */
  private static final int HEAD = 6;

  private final long batchSize;
  private final boolean sharing;
  private final Consumer<Frame> sink;
  private final WireBytes labels = new WireBytes();
  private final WireBytes tokens = new WireBytes();
  private final SharedLabels shared = new SharedLabels();
  private final WireBytes batch;
  private int batched;

  /**
   * Messages for a sink.
   *
   * @param batchSize how many series a message may have; 0 and 1 mean messages of single series
   * @param sharing whether the reader knows of labels that the series of a message share
   */
  public SeriesFrames(long batchSize, boolean sharing, Consumer<Frame> sink) {
    this.batchSize = batchSize;
    this.sharing = sharing && batchSize > 1;
    this.sink = sink;
    batch = new WireBytes(batchSize > 1 ? FRAME_BYTES / 16 : 256);
    batch.end(HEAD);
  }

  /**
   * Adds a series.
   *
   * @param packed holds the packed labels
   * @param chunks holds what {@link ChunkFields} wrote
   */
  public void series(
      byte[] packed, int labelsFrom, int labelsTo, byte[] chunks, int chunksFrom, int chunksTo) {
    if (!sharing) {
      writeLabels(packed, labelsFrom, labelsTo);
    }
    int from = chunksFrom;
    do {
      int to = pieceEnd(chunks, from, chunksTo);
      if (sharing) {
        writeShared(packed, labelsFrom, labelsTo, to - from);
      }
      piece(chunks, from, to);
      from = to;
    } while (from < chunksTo);
  }

  private void writeLabels(byte[] packed, int from, int to) {
    labels.clear().reserve(Math.multiplyExact(MOST_LABEL_GROWTH, to - from));
    byte[] into = labels.bytes();
    int written = 0;
    for (int at = from; at < to; ) {
      int value = stringEnd(packed, at);
      int end = stringEnd(packed, value);
      into[written] = LABELS;
      written = PackedLabels.putLength(into, written + 1, end - at + 2);
      into[written] = NAME;
      System.arraycopy(packed, at, into, written + 1, value - at);
      written += 1 + value - at;
      into[written] = VALUE;
      System.arraycopy(packed, value, into, written + 1, end - value);
      written += 1 + end - value;
      at = end;
    }
    labels.end(written);
  }

  /** Writes labels for the message in which chunks of so many bytes have room. */
  private void writeShared(byte[] packed, int from, int to, int ofChunks) {
    if (batched > 0 && batch.length() + to - from + ofChunks > FRAME_BYTES) {
      flush();
    }
    if (batched == 0) {
      shared.clear();
    }
    shared.write(packed, from, to, tokens.clear());
    labels.clear().varint(SHARED_LABELS).varint(tokens.length());
    labels.add(tokens.bytes(), 0, tokens.length());
  }

  private static int stringEnd(byte[] packed, int at) {
    int length = PackedLabels.length(packed, at);
    return at + PackedLabels.lengthSize(length) + length;
  }

  /** Behind the chunks that fit a message; at least one. */
  private static int pieceEnd(byte[] chunks, int from, int to) {
    if (to - from <= FRAME_BYTES) {
      return to;
    }
    int end = from;
    do {
      int length = PackedLabels.length(chunks, end + 1);
      end += 1 + PackedLabels.lengthSize(length) + length;
    } while (end < to && end - from < FRAME_BYTES);
    return end;
  }

  private void piece(byte[] chunks, int from, int to) {
    int size = labels.length() + to - from;
    if (batchSize <= 1) {
      batch.reserve(size);
      writePiece(chunks, from, to);
      send(SERIES);
      return;
    }
    if (!sharing && batched > 0 && batch.length() + size > FRAME_BYTES) {
      flush();
    }
    batch.put(BATCHED_SERIES).varint(size);
    writePiece(chunks, from, to);
    batched++;
    if (batched >= batchSize || batch.length() >= FRAME_BYTES) {
      flush();
    }
  }

  private void writePiece(byte[] chunks, int from, int to) {
    batch.add(labels.bytes(), 0, labels.length()).add(chunks, from, to);
  }

  private void flush() {
    if (batched > 0) {
      send(BATCH);
      batched = 0;
    }
  }

  /** Sends what is in the batch as a field of a message. */
  private void send(int tag) {
    int size = batch.length() - HEAD;
    int begin = HEAD - 1 - PackedLabels.lengthSize(size);
    batch.bytes()[begin] = (byte) tag;
    PackedLabels.putLength(batch.bytes(), begin + 1, size);
    byte[] message = Arrays.copyOfRange(batch.bytes(), begin, batch.length());
    batch.end(HEAD);
    sink.accept(new Frame(message));
  }

  private static Frame frame(WireBytes message) {
    return new Frame(
        message.length() == message.bytes().length
            ? message.bytes()
            : Arrays.copyOf(message.bytes(), message.length()));
  }

  /** Sends counts in place of series. */
  public void counted(CountedSeries counts) {
    sink.accept(new Frame(SeriesResponse.newBuilder().setCounted(counts).build().toByteArray()));
  }

  /** Sends hints, a message in its {@code Any}, behind the series added so far. */
  public void hints(byte[] any) {
    flush();
    WireBytes message = new WireBytes(any.length + 8);
    sink.accept(frame(message.put(HINTS).varint(any.length).add(any, 0, any.length)));
  }

  /** Sends a warning behind the series added so far. */
  public void warning(String text) {
    flush();
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    WireBytes message = new WireBytes(utf8.length + 8);
    sink.accept(frame(message.put(WARNING).varint(utf8.length).add(utf8, 0, utf8.length)));
  }

  /** Sends what is left. */
  public void finish() {
    flush();
  }
}
