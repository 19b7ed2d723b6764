package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.index.SeriesEntry;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the chunks of series and holds their samples against what index and meta.json say. */
final class ChunkCheck {
  private final ChunkFileReader files;
  private final ChunkWindow window;
  private final Optional<BlockMeta> meta;
  private final Consumer<Finding> findings;
  private final ChunkBytes bytes = new ChunkBytes();
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SampleBuffer decoded = new SampleBuffer();

  /** How many bytes of each file belong to a chunk of a series. */
  private final long[] used;

  private boolean readable = true;
  private long chunks;
  private long samples;
  private long histograms;

  ChunkCheck(ChunkFileReader files, Optional<BlockMeta> meta, Consumer<Finding> findings) {
    this.files = files;
    this.window = files.window();
    this.meta = meta;
    this.findings = findings;
    this.used = new long[files.segments().size()];
  }

  void check(SeriesEntry entry, Labels labels) {
    for (int i = 0; i < entry.chunks(); i++) {
      chunks++;
      long place = Integer.toUnsignedLong(entry.ref()) * 16;
      checkTimes(entry, i, place, labels);
      try {
        read(entry, i, labels);
      } catch (CorruptDataException e) {
        findings.accept(Finding.of(e, fileOf(entry.chunkRef(i))));
        readable = false;
      }
    }
  }

  private void checkTimes(SeriesEntry entry, int chunk, long place, Labels labels) {
    long min = entry.chunkMinTime(chunk);
    long max = entry.chunkMaxTime(chunk);
    if (max < min) {
      index(
          place,
          "expected a chunk of "
              + labels
              + " to begin before it ends, it goes from "
              + min
              + " to "
              + max);
    }
    if (chunk > 0 && min <= entry.chunkMaxTime(chunk - 1)) {
      index(
          place,
          "expected chunks of %s in order without overlap, one begins at %d, the one before ends at %d"
              .formatted(labels, min, entry.chunkMaxTime(chunk - 1)));
    }
    if (meta.isPresent() && (min < meta.get().minTime() || max >= meta.get().maxTime())) {
      index(
          place,
          "expected chunks of %s within the block's range [%d, %d), one goes from %d to %d"
              .formatted(labels, meta.get().minTime(), meta.get().maxTime(), min, max));
    }
  }

  private void index(long place, String expectation) {
    findings.accept(Finding.error(BlockFile.INDEX, place, expectation));
  }

  private void read(SeriesEntry entry, int chunk, Labels labels) {
    long ref = entry.chunkRef(chunk);
    window.read(ref, 0, bytes);
    long offset = ChunkFileFormat.offset(ref);
    used[ChunkFileFormat.segment(ref)] += window.end() - offset;
    decoder.object(files.segment(ref).name(), window.dataOffset());
    if (bytes.encoding() == ChunkEncoding.AGGREGATE) {
      readAggregates(ref);
    } else {
      decoded.clear();
      decoder.decode(bytes.encoding(), bytes.data(), bytes.from(), bytes.to(), decoded);
      histograms += bytes.encoding().isHistogram() ? decoded.size() : 0;
      checkOrder(ref, 1);
    }
    int announced = decoder.count(bytes.encoding(), bytes.data(), bytes.from(), bytes.to());
    if (announced != decoded.size()) {
      chunk(
          ref,
          "expected " + announced + " samples as the chunk's head says, found " + decoded.size());
    }
    samples += decoded.size();
    checkEnds(entry, chunk, ref, labels);
  }

  /** Reads all aggregates; the counts stay in the buffer. */
  private void readAggregates(long ref) {
    for (Aggregate aggregate : Aggregate.values()) {
      if (aggregate != Aggregate.COUNT) {
        readAggregate(aggregate);
        // A counter ends with its last raw value at the instant of its last window.
        checkOrder(ref, aggregate == Aggregate.COUNTER ? 0 : 1);
      }
    }
    readAggregate(Aggregate.COUNT);
    checkOrder(ref, 1);
  }

  private void readAggregate(Aggregate aggregate) {
    decoded.clear();
    decoder.decode(
        aggregate, bytes.data(), bytes.from(), bytes.to(), Long.MIN_VALUE, Long.MAX_VALUE, decoded);
  }

  private void checkOrder(long ref, int step) {
    for (int i = 1; i < decoded.size(); i++) {
      if (decoded.time(i) - decoded.time(i - 1) < step) {
        chunk(
            ref,
            "expected samples in time order, one at %d comes after one at %d"
                .formatted(decoded.time(i), decoded.time(i - 1)));
        return;
      }
    }
  }

  private void checkEnds(SeriesEntry entry, int chunk, long ref, Labels labels) {
    if (decoded.size() == 0) {
      chunk(ref, "expected samples in a chunk of " + labels + ", found none");
      return;
    }
    long first = decoded.time(0);
    long last = decoded.time(decoded.size() - 1);
    if (first != entry.chunkMinTime(chunk) || last != entry.chunkMaxTime(chunk)) {
      chunk(
          ref,
          "expected samples of %s from %d to %d as the index says, found them from %d to %d"
              .formatted(
                  labels, entry.chunkMinTime(chunk), entry.chunkMaxTime(chunk), first, last));
    }
  }

  private void chunk(long ref, String expectation) {
    findings.accept(Finding.error(fileOf(ref), ChunkFileFormat.offset(ref), expectation));
  }

  private String fileOf(long ref) {
    int segment = ChunkFileFormat.segment(ref);
    return segment >= 0 && segment < used.length
        ? BlockVerifier.chunkFile(files.segments().get(segment))
        : ChunkFileFormat.FOLDER;
  }

  /** Once every series was looked at: whether the files hold anything else. */
  void end() {
    for (int i = 0; i < used.length && readable; i++) {
      ByteRanges segment = files.segments().get(i);
      long expected = ChunkFileFormat.HEADER + used[i];
      if (segment.size() != expected) {
        findings.accept(
            Finding.warning(
                BlockVerifier.chunkFile(segment),
                0,
                "expected "
                    + expected
                    + " bytes for the chunks of all series, found "
                    + segment.size()));
      }
    }
  }

  long chunks() {
    return chunks;
  }

  long samples() {
    return samples;
  }

  long histograms() {
    return histograms;
  }
}
