package io.meridian.cli.block;

import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.util.EnumMap;
import java.util.Map;

/** Counts chunks, their samples and their bytes by encoding. */
final class ChunkTotals {
  /** How wide a class of the distribution of samples is. */
  static final int SAMPLES_WIDTH = 20;

  /** How wide a class of the distribution of bytes is. */
  static final int BYTES_WIDTH = 128;

  private final ChunkDecoder decoder = new ChunkDecoder();
  private final Map<ChunkEncoding, Totals> byEncoding = new EnumMap<>(ChunkEncoding.class);

  /**
   * The chunks of one encoding.
   *
   * @param samples how many samples a chunk has
   * @param bytes how many bytes of data a chunk has
   */
  record Totals(Distribution samples, Distribution bytes) {}

  /** Counts a chunk. */
  void add(ChunkBytes chunk) {
    Totals totals =
        byEncoding.computeIfAbsent(
            chunk.encoding(),
            _ -> new Totals(new Distribution(SAMPLES_WIDTH), new Distribution(BYTES_WIDTH)));
    totals.samples.add(decoder.count(chunk.encoding(), chunk.data(), chunk.from(), chunk.to()));
    totals.bytes.add(chunk.length());
  }

  /** What was counted, by encoding in the order of their codes. */
  Map<ChunkEncoding, Totals> byEncoding() {
    return byEncoding;
  }
}
