package io.meridian.tsdb.block;

import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The encoded chunks of a block's series without what is deleted: untouched chunks as they are
 * stored, those that lost samples encoded anew. A series of which nothing is left does not appear.
 */
final class VisibleChunks implements ChunkSeriesCursor {
  /** What chunks do not reach across when they are encoded anew; two hours. */
  private static final long CHUNK_RANGE = 7_200_000;

  private final SeriesWalk walk;
  private final ChunkWindow window;
  private final Tombstones tombstones;
  private final StoredSamples samples;
  private final ChunkList stored = new ChunkList();
  private final ChunkBytes bytes = new ChunkBytes();
  private final SampleBuffer left = new SampleBuffer();
  private final SeriesChunker compatible = new SeriesChunker(ChunkFormat.COMPATIBLE, CHUNK_RANGE);
  private final SeriesChunker withStartTimes =
      new SeriesChunker(ChunkFormat.START_TIMES, CHUNK_RANGE);
  private final List<Visible> visible = new ArrayList<>();

  /** A chunk: one that is stored, or one that was made. */
  private sealed interface Visible {
    long minTime();

    long maxTime();

    /** The chunk at a position of the list. */
    record Stored(int chunk, long minTime, long maxTime) implements Visible {}

    /** New bytes. */
    record Made(ChunkBytes bytes, long minTime, long maxTime) implements Visible {}
  }

  VisibleChunks(SeriesWalk walk, ChunkFileReader files, Tombstones tombstones) {
    this.walk = walk;
    this.window = files.window();
    this.tombstones = tombstones;
    this.samples = new StoredSamples(files);
  }

  @Override
  public boolean next() {
    while (walk.next()) {
      Intervals deleted = tombstones.of(walk.entry().ref());
      stored.clear();
      stored.addAll(walk.entry(), deleted);
      visible.clear();
      for (int i = 0; i < stored.size(); i++) {
        if (deleted.overlaps(stored.minTime(i), stored.maxTime(i))) {
          encodeAnew(i, deleted);
        } else {
          visible.add(new Visible.Stored(i, stored.minTime(i), stored.maxTime(i)));
        }
      }
      if (!visible.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void encodeAnew(int chunk, Intervals deleted) {
    left.clear();
    samples.read(stored, chunk, chunk + 1, TimeRange.ALL, deleted, left);
    if (left.size() == 0) {
      return;
    }
    SeriesChunker chunker =
        window.encoding(stored.ref(chunk)).hasStartTimes() ? withStartTimes : compatible;
    chunker.chunk(
        left,
        (encoding, minTime, maxTime, count, data, from, to) -> {
          byte[] copy = Arrays.copyOfRange(data, from, to);
          ChunkBytes made = new ChunkBytes().set(encoding, copy, 0, copy.length);
          visible.add(new Visible.Made(made, minTime, maxTime));
        });
  }

  @Override
  public byte[] labelBytes() {
    return walk.entry().labelBytes();
  }

  @Override
  public int labelsFrom() {
    return walk.entry().labelsFrom();
  }

  @Override
  public int labelsTo() {
    return walk.entry().labelsTo();
  }

  @Override
  public boolean lacks(byte[] labelName) {
    return walk.lacks(labelName);
  }

  @Override
  public int chunks() {
    return visible.size();
  }

  @Override
  public long chunkMinTime(int chunk) {
    return visible.get(chunk).minTime();
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return visible.get(chunk).maxTime();
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return switch (visible.get(chunk)) {
      case Visible.Stored at -> window.encoding(stored.ref(at.chunk()));
      case Visible.Made made -> made.bytes().encoding();
    };
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    return switch (visible.get(chunk)) {
      case Visible.Stored at -> {
        window.read(stored.ref(at.chunk()), stored.soon(at.chunk(), stored.size()), bytes);
        yield bytes;
      }
      case Visible.Made made -> made.bytes();
    };
  }

  @Override
  public void close() {
    walk.close();
  }
}
