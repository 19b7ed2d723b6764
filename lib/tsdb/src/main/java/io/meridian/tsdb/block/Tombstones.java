package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What is deleted of a block's series although its samples are still there: intervals of time by
 * series reference.
 *
 * <pre>
 *   file  := magic:0x0130ba30 version:1 entry* crc32c
 *   entry := series:uvarint from:varint to:varint     both ends are deleted, too
 * </pre>
 *
 * Magic and checksum are big-endian, 32 bits; the version is one byte; the checksum covers the
 * entries alone. Entries come in any order and may overlap. A file without entries, or none at all,
 * means that nothing is deleted.
 */
public final class Tombstones {
  /** The name of the file. */
  public static final String FILE = "tombstones";

  /** Nothing is deleted. */
  public static final Tombstones NONE = new Tombstones(new TreeMap<>());

  private static final int MAGIC = 0x0130ba30;
  private static final int VERSION = 1;
  private static final int HEADER = 5;
  private static final int CHECKSUM = 4;
  private static final int MAX_ENTRY = 30;
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final SequencedMap<Long, Intervals> bySeries;
  private final int size;

  private Tombstones(SequencedMap<Long, Intervals> bySeries) {
    this.bySeries = bySeries;
    this.size = bySeries.values().stream().mapToInt(Intervals::size).sum();
  }

  /**
   * Reads a file.
   *
   * @throws CorruptDataException if it is not what the format says
   */
  public static Tombstones read(ByteRanges file) {
    if (file.size() < HEADER + CHECKSUM || file.size() > Integer.MAX_VALUE) {
      throw new CorruptDataException(
          file.name(), 0, "expected 9 bytes to 2 GiB of tombstones, found " + file.size());
    }
    MemorySegment bytes = file.read(0, file.size());
    if (bytes.get(U32, 0) != MAGIC) {
      throw new CorruptDataException(
          file.name(),
          0,
          "expected the magic number 0130ba30, found %08x".formatted(bytes.get(U32, 0)));
    }
    int version = bytes.get(ValueLayout.JAVA_BYTE, 4);
    if (version != VERSION) {
      throw new CorruptDataException(file.name(), 4, "expected version 1, found " + version);
    }
    long end = file.size() - CHECKSUM;
    int computed = Crc32c.of(bytes, HEADER, end - HEADER);
    if (bytes.get(U32, end) != computed) {
      throw new CorruptDataException(
          file.name(),
          end,
          "expected the checksum %08x of the entries, found %08x"
              .formatted(computed, bytes.get(U32, end)));
    }
    return entries(file.name(), bytes.asSlice(HEADER, end - HEADER).toArray(ValueLayout.JAVA_BYTE));
  }

  private static Tombstones entries(String name, byte[] bytes) {
    Varints in = new Varints(name, HEADER, bytes, 0, bytes.length);
    Builder builder = new Builder();
    while (in.hasMore()) {
      long at = in.offset();
      long series = in.unsigned();
      long from = in.signed();
      long to = in.signed();
      if (to < from) {
        throw new CorruptDataException(
            name, at, "interval ends at " + to + " before it begins at " + from);
      }
      builder.add(series, from, to);
    }
    return builder.build();
  }

  /** The file's bytes. Series come in ascending order, their intervals too. */
  public byte[] write() {
    byte[] bytes = new byte[Math.addExact(HEADER + CHECKSUM, Math.multiplyExact(MAX_ENTRY, size))];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    segment.set(U32, 0, MAGIC);
    bytes[4] = VERSION;
    int at = HEADER;
    for (var entry : bySeries.entrySet()) {
      Intervals intervals = entry.getValue();
      for (int i = 0; i < intervals.size(); i++) {
        at = Varints.putUnsigned(bytes, at, entry.getKey());
        at = Varints.putSigned(bytes, at, intervals.from(i));
        at = Varints.putSigned(bytes, at, intervals.to(i));
      }
    }
    segment.set(U32, at, Crc32c.of(bytes, HEADER, at));
    return Arrays.copyOf(bytes, at + CHECKSUM);
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** How many intervals there are, over all series. */
  public int size() {
    return size;
  }

  /** What is deleted of a series. */
  Intervals of(int series) {
    return isEmpty()
        ? Intervals.NONE
        : bySeries.getOrDefault(Integer.toUnsignedLong(series), Intervals.NONE);
  }

  /** The series that something is deleted of, ascending as unsigned numbers. */
  List<Long> series() {
    return List.copyOf(bySeries.keySet());
  }

  /** Collects intervals in any order. */
  public static final class Builder {
    private final TreeMap<Long, List<long[]>> bySeries = new TreeMap<>(Long::compareUnsigned);

    /**
     * Adds an interval.
     *
     * @param series the series' reference in the index
     * @param from first instant that is deleted, Unix milliseconds
     * @param to last instant that is deleted
     */
    public Builder add(long series, long from, long to) {
      if (to < from) {
        throw new IllegalArgumentException(
            "interval ends at " + to + " before it begins at " + from);
      }
      bySeries.computeIfAbsent(series, ignored -> new ArrayList<>()).add(new long[] {from, to});
      return this;
    }

    /** What was added so far, intervals that touch made one. */
    public Tombstones build() {
      TreeMap<Long, Intervals> merged = new TreeMap<>(Long::compareUnsigned);
      bySeries.forEach((series, intervals) ->
          merged.put(
              series,
              Intervals.union(
                  intervals.stream().mapToLong(interval -> interval[0]).toArray(),
                  intervals.stream().mapToLong(interval -> interval[1]).toArray())));
      return new Tombstones(merged);
    }
  }
}
