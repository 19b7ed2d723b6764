package io.meridian.tsdb.block;

import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesBatch;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.index.SeriesEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some series of a block: labels and chunk places copied out of the index, samples read when asked
 * for.
 */
final class BlockBatch implements SeriesBatch {
  private static final int BYTES_A_CHUNK = 24;

  private final TimeRange range;
  private final QueryContext context;
  private final SampleReading samples;
  private final ChunkList chunks = new ChunkList();
  private final List<Intervals> deleted = new ArrayList<>();
  private byte[] labels = new byte[4 << 10];

  /** Where the labels of each series end, and behind it where its chunks do. */
  private int[] ends = new int[64];

  private int size;
  private long charged;

  BlockBatch(SampleReading samples, TimeRange range, QueryContext context) {
    this.range = range;
    this.context = context;
    this.samples = samples;
  }

  /** Adds a series unless all of its chunks are deleted; returns whether it did. */
  boolean add(SeriesEntry entry, Intervals gone) {
    int before = chunks.size();
    chunks.addAll(entry, gone);
    if (chunks.size() == before) {
      return false;
    }
    int from = labelLength();
    int length = entry.labelsTo() - entry.labelsFrom();
    if (labels.length < from + length) {
      labels = Arrays.copyOf(labels, Math.max(from + length, 2 * labels.length));
    }
    System.arraycopy(entry.labelBytes(), entry.labelsFrom(), labels, from, length);
    if (ends.length < 2 * size + 2) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[2 * size] = from + length;
    ends[2 * size + 1] = chunks.size();
    deleted.add(gone);
    size++;
    return true;
  }

  /**
   * Fetches the chunks where they are far, and takes what the batch holds off the query's budget
   * until it is closed.
   *
   * @param likelyChunk what a chunk hardly exceeds, in bytes
   */
  void complete(int likelyChunk) {
    long held =
        labels.length + (long) BYTES_A_CHUNK * chunks.size() + samples.fetch(chunks, likelyChunk);
    context.charge(held);
    charged = held;
  }

  /** The chunks of all series. */
  ChunkList chunkList() {
    return chunks;
  }

  int chunksFrom(int series) {
    return series == 0 ? 0 : ends[2 * series - 1];
  }

  int chunksTo(int series) {
    return ends[2 * series + 1];
  }

  /** Says what of the series that was added last is deleted, although its chunks are here. */
  void setDeleted(Intervals gone) {
    deleted.set(size - 1, gone);
  }

  Intervals deleted(int series) {
    return deleted.get(series);
  }

  int labelLength() {
    return size == 0 ? 0 : ends[2 * size - 2];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public byte[] labelBytes() {
    return labels;
  }

  @Override
  public int labelsFrom(int series) {
    return series == 0 ? 0 : ends[2 * series - 2];
  }

  @Override
  public int labelsTo(int series) {
    return ends[2 * series];
  }

  @Override
  public void readSamples(int series, SampleBuffer into) {
    samples.read(chunks, chunksFrom(series), chunksTo(series), range, deleted.get(series), into);
  }

  @Override
  public void close() {
    context.release(charged);
    charged = 0;
  }
}
