package io.meridian.tsdb.file;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Bytes as if they stood far away: every read is a copy and is recorded. They may be pieces of a
 * file that is larger than memory, with zeros between them.
 */
public final class RecordedRanges implements ByteRanges {
  private final TreeMap<Long, byte[]> pieces = new TreeMap<>();
  private final List<Long> lengths = new ArrayList<>();

  /** Bytes of an array. */
  public static RecordedRanges of(byte[] bytes) {
    return new RecordedRanges().add(0, bytes);
  }

  /** Adds a piece behind the others. */
  public RecordedRanges add(long offset, byte[] bytes) {
    pieces.put(offset, bytes);
    return this;
  }

  /** How many reads there were since the last call of {@link #forget}. */
  public int reads() {
    return lengths.size();
  }

  /** How many bytes were read since the last call of {@link #forget}. */
  public long bytesRead() {
    return lengths.stream().mapToLong(Long::longValue).sum();
  }

  public void forget() {
    lengths.clear();
  }

  @Override
  public String name() {
    return "recorded";
  }

  @Override
  public long size() {
    return pieces.isEmpty() ? 0 : pieces.lastKey() + pieces.lastEntry().getValue().length;
  }

  @Override
  public MemorySegment read(long offset, long length) {
    checkRange(offset, length);
    lengths.add(length);
    byte[] copy = new byte[(int) length];
    pieces.forEach((at, piece) -> {
      long from = Math.max(at, offset);
      long to = Math.min(at + piece.length, offset + length);
      if (from < to) {
        System.arraycopy(piece, (int) (from - at), copy, (int) (from - offset), (int) (to - from));
      }
    });
    return MemorySegment.ofArray(copy);
  }

  /** All bytes, if they are one piece. */
  public byte[] bytes() {
    byte[] only = pieces.firstEntry().getValue();
    return Arrays.copyOf(only, only.length);
  }

  @Override
  public void close() {}
}
