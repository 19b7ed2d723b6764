package io.meridian.storeapi.wire;

import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelBytes;
import io.meridian.model.PackedLabels;
import java.nio.charset.StandardCharsets;

/**
 * Reads the messages of an answer of series: single frames and batches, warnings. Labels are packed
 * on the way and must be sorted; chunks are kept as fields, whose form is checked. Memory never
 * exceeds a few times the message's. For one thread.
 *
 * <pre>
 *   reader.reset(frame);
 *   for (Part part = reader.next(); part != Part.END; part = reader.next()) …
 * </pre>
 */
public final class FrameReader {
  /** What comes next in a message. */
  public enum Part {
    SERIES,
    WARNING,
    END
  }

  private static final int LABEL = 1 << 3 | 2;
  private static final int NAME = 1 << 3 | 2;
  private static final int VALUE = 2 << 3 | 2;

  /** Tag and length of a label, of its name, of its value, and a byte of both. */
  private static final int LEAST_LABEL = 8;

  private final String store;
  private final FieldCursor message = new FieldCursor();
  private final FieldCursor batch = new FieldCursor();
  private final FieldCursor series = new FieldCursor();
  private final FieldCursor label = new FieldCursor();
  private final ChunkFieldReader check;
  private final LabelBytes plain = new LabelBytes();
  private final SharedLabelReader shared;

  /** The current series' labels, one of the two. */
  private LabelBytes labels = plain;

  private final WireBytes chunks = new WireBytes();
  private byte[] chunkArray = {};
  private int chunksFrom;
  private int chunksTo;
  private boolean inBatch;
  private int chunkCount;
  private String warning = "";

  /**
   * A reader.
   *
   * @param store whose messages these are, for errors
   */
  public FrameReader(String store) {
    this.store = store;
    check = new ChunkFieldReader(store);
    shared = new SharedLabelReader("labels of a series of " + store);
  }

  /** Starts with a message. */
  public void reset(Frame frame) {
    message.reset("message of " + store, frame.bytes(), 0, frame.bytes().length);
    inBatch = false;
    shared.clear();
  }

  /**
   * Moves to the next part of the message.
   *
   * @throws CorruptDataException if the message is not what it should be
   */
  public Part next() {
    while (true) {
      if (inBatch) {
        if (batch.next()) {
          if (batch.isBytes(1)) {
            readSeries(batch.bytes(), batch.from(), batch.to());
            return Part.SERIES;
          }
          continue;
        }
        inBatch = false;
      }
      if (!message.next()) {
        return Part.END;
      }
      if (message.isBytes(1)) {
        readSeries(message.bytes(), message.from(), message.to());
        return Part.SERIES;
      }
      if (message.isBytes(2)) {
        warning = text();
        return Part.WARNING;
      }
      if (message.isBytes(4)) {
        batch.reset("batch of " + store, message.bytes(), message.from(), message.to());
        inBatch = true;
      }
    }
  }

  private String text() {
    int size = message.to() - message.from();
    return new String(message.bytes(), message.from(), size, StandardCharsets.UTF_8);
  }

  private void readSeries(byte[] bytes, int from, int to) {
    chunkArray = bytes;
    chunksTo = to;
    if (!hasSharedLabels(bytes, from, to)) {
      readPlain(bytes, from, to);
    } else if (!areChunks(bytes, chunksFrom, to)) {
      throw series.corrupt("chunks were expected behind labels that series share");
    }
    chunkCount = 0;
    for (check.reset(chunkArray, chunksFrom, chunksTo); check.next(); ) {
      chunkCount++; // and its form is checked
    }
  }

  private void readPlain(byte[] bytes, int from, int to) {
    labels = plain.clear();
    chunksFrom = usualLabels(bytes, from, to);
    if (!areChunks(bytes, chunksFrom, to)) {
      readFields(bytes, chunksFrom, to);
    }
    PackedLabels.validate(labels.bytes(), 0, labels.length(), "labels of a series of " + store);
  }

  /** Whether the first field is one of labels that series share; reads it then. */
  private boolean hasSharedLabels(byte[] bytes, int from, int to) {
    if (from == to || bytes[from] == LABEL || bytes[from] == ChunkFields.CHUNKS) {
      return false;
    }
    series.reset("series of " + store, bytes, from, to);
    if (!series.next() || !series.isBytes(SharedLabels.FIELD)) {
      return false;
    }
    chunksFrom = series.to();
    labels = shared.read(bytes, series.from(), series.to());
    return true;
  }

  /**
   * Packs labels that are written as everybody writes them, name before value, both short.
   *
   * @return where the first field begins that is none of these
   */
  private int usualLabels(byte[] bytes, int from, int to) {
    int at = from;
    while (at + LEAST_LABEL <= to && bytes[at] == LABEL && bytes[at + 2] == NAME) {
      int end = at + 2 + bytes[at + 1];
      int name = bytes[at + 3];
      int value = at + 4 + name;
      if (end > to || name <= 0 || value + 2 > end) {
        return at;
      }
      if (bytes[value] != VALUE || bytes[value + 1] <= 0 || value + 2 + bytes[value + 1] != end) {
        return at;
      }
      labels.add(bytes, at + 3, value);
      labels.add(bytes, value + 1, end);
      at = end;
    }
    return at;
  }

  /** Whether all fields are chunks. */
  private static boolean areChunks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at++] != ChunkFields.CHUNKS) {
        return false;
      }
      long length = 0;
      int shift = 0;
      byte group = -1;
      while (at < to && shift < 35 && group < 0) {
        group = bytes[at++];
        length |= (group & 0x7fL) << shift;
        shift += 7;
      }
      if (group < 0 || length > to - at) {
        return false;
      }
      at += (int) length;
    }
    return true;
  }

  /** Reads fields that may come in any form and order. */
  private void readFields(byte[] bytes, int from, int to) {
    chunks.clear();
    series.reset("series of " + store, bytes, from, to);
    while (series.next()) {
      if (series.isBytes(1)) {
        readLabel();
      } else if (series.isBytes(2)) {
        chunks.put(ChunkFields.CHUNKS).varint(series.to() - series.from());
        chunks.add(bytes, series.from(), series.to());
      }
    }
    chunkArray = chunks.bytes();
    chunksFrom = 0;
    chunksTo = chunks.length();
  }

  /** Packs a label; one without a value is none. */
  private void readLabel() {
    label.reset("label of " + store, series.bytes(), series.from(), series.to());
    int nameFrom = 0;
    int nameTo = 0;
    int valueFrom = 0;
    int valueTo = 0;
    while (label.next()) {
      if (label.isBytes(1)) {
        nameFrom = label.from();
        nameTo = label.to();
      } else if (label.isBytes(2)) {
        valueFrom = label.from();
        valueTo = label.to();
      }
    }
    if (nameTo == nameFrom) {
      throw label.corrupt("a name was expected, found none");
    }
    if (valueTo > valueFrom) {
      addString(label.bytes(), nameFrom, nameTo);
      addString(label.bytes(), valueFrom, valueTo);
    }
  }

  private void addString(byte[] bytes, int from, int to) {
    int rest = to - from;
    while (rest > 0x7f) {
      labels.add((byte) (rest | 0x80));
      rest >>>= 7;
    }
    labels.add((byte) rest);
    labels.add(bytes, from, to);
  }

  /** The current warning. */
  public String warning() {
    return warning;
  }

  /** The array that holds the current series' packed labels, valid until {@link #next}. */
  public byte[] labelBytes() {
    return labels.bytes();
  }

  /** Where the labels end, which begin at 0. */
  public int labelsTo() {
    return labels.length();
  }

  /**
   * The array that holds the current series' chunks as {@link ChunkFieldReader} reads them: mostly
   * the message itself.
   */
  public byte[] chunkBytes() {
    return chunkArray;
  }

  /** Where the chunks begin. */
  public int chunksFrom() {
    return chunksFrom;
  }

  /** How many chunks the current series has. */
  public int chunks() {
    return chunkCount;
  }

  /** Where the chunks end. */
  public int chunksTo() {
    return chunksTo;
  }
}
