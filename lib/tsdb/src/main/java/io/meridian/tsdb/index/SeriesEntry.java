package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import io.meridian.model.PackedLabels;
import io.meridian.model.SampleWindows;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One series of an index: its labels and the places of its chunks, in arrays that are filled anew
 * by each read. Reading allocates nothing once the arrays have grown. For one thread; may be used
 * with any number of indexes in turn.
 *
 * <pre>
 *   entry  := length uvarint, body, checksum of the body u32        (begins at a multiple of 16)
 *   body   := labels uvarint, (name's symbol uvarint, value's symbol uvarint)*, chunks uvarint, chunk*
 *   chunk  := first:  min time varint,                       max − min time uvarint, place uvarint
 *             others: min time − last max time uvarint,      max − min time uvarint, place − last place varint
 * </pre>
 *
 * A read can stop after the references of the symbols ({@link IndexReader#load}), so that matchers
 * are tested without looking at a string; {@link #readLabels} and {@link #readChunks} then decode
 * the rest of the same entry. Labels that are the first ones of the entry before, too, are not
 * looked up again: in label order that is most of them.
 */
public final class SeriesEntry {
  private static final VarHandle U32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final CRC32C checksum = new CRC32C();
  private byte[] body = new byte[256];
  private int at;
  private int end;
  private int ref;
  private String file = "";
  private long bodyOffset;

  private @Nullable Symbols symbols;
  private int labelCount;

  /** References of name and value, in turn. */
  private int[] labelRefs = new int[64];

  private @Nullable Symbols packedWith;

  /** How many labels stand in {@link #packed}, and the symbols they were made of. */
  private int packedCount;

  private int[] packedRefs = new int[64];

  /** Where each packed label ends. */
  private int[] packedEnd = new int[32];

  private byte[] packed = new byte[256];
  private boolean labelsRead;

  /** Where the chunks begin in the body. */
  private int chunksAt;

  private final ChunkPlaces chunks = new ChunkPlaces();

  final SeriesWindow window = new SeriesWindow();

  /** The series' reference, unsigned. */
  public int ref() {
    return ref;
  }

  /** How many labels the series has. */
  public int labelCount() {
    return labelCount;
  }

  /** The symbol of the name of the label at a position; labels ascend by name. */
  public int nameRef(int position) {
    return labelRefs[2 * position];
  }

  /** The symbol of the value of the label at a position. */
  public int valueRef(int position) {
    return labelRefs[2 * position + 1];
  }

  /** The position of the label whose name is a symbol, or −1 if the series has no such label. */
  public int findLabel(int nameRef) {
    for (int i = 0; i < labelCount; i++) {
      if (labelRefs[2 * i] == nameRef) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Holds the packed labels from {@link #labelsFrom} to {@link #labelsTo}; overwritten by the next
   * read.
   */
  public byte[] labelBytes() {
    requireLabels();
    return packed;
  }

  public int labelsFrom() {
    return 0;
  }

  public int labelsTo() {
    requireLabels();
    return labelCount == 0 ? 0 : packedEnd[labelCount - 1];
  }

  private void requireLabels() {
    if (!labelsRead) {
      throw new IllegalStateException("the labels of this series were not read");
    }
  }

  /** How many chunks were read. */
  public int chunks() {
    return chunks.size();
  }

  /** Drops the chunks that have no instant of any window. */
  public void keepChunks(SampleWindows windows) {
    if (windows.areApart()) {
      chunks.keep(windows);
    }
  }

  /** The chunks that were read; overwritten by the next read. */
  public ChunkPlaces chunkPlaces() {
    return chunks;
  }

  /** The first instant of a chunk, Unix milliseconds. */
  public long chunkMinTime(int chunk) {
    return chunks.minTime(chunk);
  }

  /** The last instant of a chunk, Unix milliseconds. */
  public long chunkMaxTime(int chunk) {
    return chunks.maxTime(chunk);
  }

  /**
   * Where a chunk stands: upper half the chunk file's index in name order from 0, lower half the
   * offset of its length field in it.
   */
  public long chunkRef(int chunk) {
    return chunks.ref(chunk);
  }

  /** Room for a body of a length and its checksum behind it; what stood there is gone. */
  byte[] body(int length) {
    if (body.length < length + 4) {
      body = new byte[Math.max(length + 4, (int) Math.min(2L * body.length, 1 << 30))];
    }
    return body;
  }

  /**
   * Takes the body that was put into the array: verifies its checksum and decodes the labels'
   * references.
   */
  void load(int newRef, Symbols names, String name, long offset, int length) {
    ref = newRef;
    symbols = names;
    file = name;
    bodyOffset = offset;
    labelsRead = false;
    labelCount = 0;
    chunks.clear();
    checksum.reset();
    checksum.update(body, 0, length);
    if ((int) U32.get(body, length) != (int) checksum.getValue()) {
      at = 0;
      throw corrupt("the series' checksum is not that of its " + length + " bytes");
    }
    at = 0;
    end = length;
    readRefs();
    chunksAt = at;
  }

  private void readRefs() {
    long count = uvarint();
    if (count < 0 || count > (end - at) / 2) {
      throw corrupt("a series of " + end + " bytes is said to have " + count + " labels");
    }
    if (labelRefs.length < 2 * count) {
      labelRefs = new int[(int) Math.max(2 * count, 2L * labelRefs.length)];
    }
    for (int i = 0; i < count; i++) {
      labelRefs[2 * i] = symbolRef();
      labelRefs[2 * i + 1] = symbolRef();
      if (i > 0 && Integer.compareUnsigned(labelRefs[2 * i], labelRefs[2 * i - 2]) <= 0) {
        throw corrupt("the labels of a series must ascend by name, these do not");
      }
    }
    labelCount = (int) count;
  }

  private int symbolRef() {
    long symbol = uvarint();
    if (symbol >>> 32 != 0) {
      throw corrupt("a symbol's reference has more than 32 bits");
    }
    return (int) symbol;
  }

  /**
   * Packs the labels of the series that was loaded.
   *
   * @throws CorruptDataException if a symbol does not exist
   */
  public void readLabels() {
    Symbols from = symbols;
    if (from == null) {
      throw new IllegalStateException("no series was loaded");
    }
    int equal = packedWith == from ? equalLabels() : 0;
    packedWith = from;
    packedCount = equal;
    int to = equal == 0 ? 0 : packedEnd[equal - 1];
    if (packedEnd.length < labelCount) {
      packedEnd = Arrays.copyOf(packedEnd, labelRefs.length / 2);
      packedRefs = Arrays.copyOf(packedRefs, labelRefs.length);
    }
    for (int i = equal; i < labelCount; i++) {
      to = pack(from, labelRefs[2 * i], to);
      to = pack(from, labelRefs[2 * i + 1], to);
      packedRefs[2 * i] = labelRefs[2 * i];
      packedRefs[2 * i + 1] = labelRefs[2 * i + 1];
      packedEnd[i] = to;
      packedCount = i + 1;
    }
    labelsRead = true;
  }

  private int equalLabels() {
    int common = 2 * Math.min(packedCount, labelCount);
    int difference = Arrays.mismatch(labelRefs, 0, common, packedRefs, 0, common);
    return (difference < 0 ? common : difference) / 2;
  }

  private int pack(Symbols from, int symbol, int to) {
    long place = from.locate(symbol);
    int length = Symbols.length(place);
    long newEnd = (long) to + PackedLabels.lengthSize(length) + length;
    if (newEnd > from.largestLabelSet()) {
      at = 0;
      throw corrupt("the labels of a series have more than " + from.largestLabelSet() + " bytes");
    }
    if (newEnd > packed.length) {
      packed = Arrays.copyOf(packed, (int) Math.max(newEnd, Math.min(2L * packed.length, 1 << 30)));
    }
    int next = PackedLabels.putLength(packed, to, length);
    from.copy(place, packed, next);
    return next + length;
  }

  /**
   * Reads the places of the chunks of the series that was loaded which share an instant with a
   * range, both ends included.
   *
   * @throws CorruptDataException if the entry is not well-formed
   */
  public void readChunks(long minTime, long maxTime) {
    at = chunksAt;
    chunks.clear();
    long count = uvarint();
    if (count < 0 || count > (end - at) / 3) {
      throw corrupt("a series of " + end + " bytes is said to have " + count + " chunks");
    }
    long max = 0;
    long place = 0;
    for (long i = 0; i < count; i++) {
      // Differences wrap: chunks that overlap, which some writers left, have a "negative" one.
      long min = i == 0 ? varint() : max + uvarint();
      max = min + uvarint();
      place = i == 0 ? uvarint() : place + varint();
      if (max >= minTime && min <= maxTime) {
        chunks.add(min, max, place);
      }
    }
    if (at != end) {
      throw corrupt("expected the end of the series after its chunks, found more bytes");
    }
  }

  private long varint() {
    long zigzag = uvarint();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  private long uvarint() {
    if (at < end && body[at] >= 0) {
      return body[at++];
    }
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw corrupt("expected the rest of a number, found the end of the series");
      }
      byte next = body[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt("a number has more than 64 bits");
  }

  private CorruptDataException corrupt(String finding) {
    return new CorruptDataException(
        file, bodyOffset + at, "series " + Integer.toUnsignedString(ref) + ": " + finding);
  }
}
