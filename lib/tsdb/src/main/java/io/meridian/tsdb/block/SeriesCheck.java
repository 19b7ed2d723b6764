package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.SeriesEntry;
import io.meridian.tsdb.index.SeriesRefs;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at every series of an index: its place, its labels, its chunks; and counts them. */
final class SeriesCheck {
  private static final int ALIGNMENT = 16;
  private static final int CHECKSUM = 4;
  private static final int SERIES_A_STEP = 1024;

  private final IndexReader index;
  private final ByteRanges bytes;
  private final ChunkCheck chunks;
  private final Optional<BlockMeta> meta;
  private final Consumer<Finding> findings;
  private final BlockVerifier.Progress progress;
  private final SeriesEntry entry = new SeriesEntry();
  private final LabelCursor label = new LabelCursor();
  private byte[] last = {};
  private long series;

  SeriesCheck(
      IndexReader index,
      ByteRanges bytes,
      ChunkFileReader files,
      Optional<BlockMeta> meta,
      Consumer<Finding> findings,
      BlockVerifier.Progress progress) {
    this.index = index;
    this.bytes = bytes;
    this.chunks = new ChunkCheck(files, meta, findings);
    this.meta = meta;
    this.findings = findings;
    this.progress = progress;
  }

  /**
   * Looks at all series and gives each to the check of posting lists; whether all could be read.
   */
  boolean run(PostingsCheck postings) {
    SeriesRefs refs = index.allRefs();
    boolean readable = true;
    long expected = aligned(index.toc().series());
    for (int i = 0; i < refs.size(); i++) {
      if (i % SERIES_A_STEP == 0) {
        progress.series(i, refs.size());
      }
      try {
        expected = checkPlace(refs.get(i), expected);
        index.series(refs.get(i), entry);
        postings.add(entry);
        checkLabels();
        series++;
        chunks.check(entry, Labels.copyOf(last, 0, last.length));
      } catch (CorruptDataException e) {
        findings.accept(Finding.of(e, BlockFile.INDEX));
        readable = false;
      }
    }
    progress.series(refs.size(), refs.size());
    if (readable && expected < index.toc().labelIndices()) {
      unlisted(expected);
    }
    chunks.end();
    checkCounts();
    return readable;
  }

  private static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /**
   * Series stand one behind the other: a gap is one that the list of all series lacks. Returns
   * where the next begins.
   */
  private long checkPlace(int ref, long expected) {
    long at =
        index.version() == 1
            ? Integer.toUnsignedLong(ref)
            : Integer.toUnsignedLong(ref) * ALIGNMENT;
    if (index.version() == 1) {
      return index.toc().labelIndices();
    }
    if (at > expected) {
      unlisted(expected);
    }
    long room = Math.min(Varints.MAX_LENGTH, bytes.size() - at);
    if (room <= 0) {
      throw new CorruptDataException(
          bytes.name(), at, "expected a series, found the end of the file");
    }
    byte[] head = bytes.read(at, room).toArray(ValueLayout.JAVA_BYTE);
    Varints in = new Varints(bytes.name(), at, head, 0, head.length);
    long length = in.unsigned();
    return aligned(in.offset() + length + CHECKSUM);
  }

  private void unlisted(long offset) {
    findings.accept(
        Finding.error(
            BlockFile.INDEX, offset, "expected the series here in the list of all series"));
  }

  private void checkLabels() {
    byte[] packed = Arrays.copyOfRange(entry.labelBytes(), entry.labelsFrom(), entry.labelsTo());
    long at = Integer.toUnsignedLong(entry.ref()) * ALIGNMENT;
    if (series > 0 && PackedLabels.compare(last, 0, last.length, packed, 0, packed.length) >= 0) {
      findings.accept(
          Finding.error(
              BlockFile.INDEX,
              at,
              "expected series in label order without repetition, "
                  + Labels.ofPacked(packed)
                  + " comes after "
                  + Labels.ofPacked(last)));
    }
    last = packed;
    if (packed.length == 0) {
      findings.accept(Finding.error(BlockFile.INDEX, at, "expected a series with labels"));
    }
    for (label.reset(packed, 0, packed.length); label.next(); ) {
      if (label.nameFrom() == label.nameTo() || label.valueFrom() == label.valueTo()) {
        findings.accept(
            Finding.error(
                BlockFile.INDEX,
                at,
                "expected labels with name and value: " + Labels.ofPacked(packed)));
      }
    }
  }

  private void checkCounts() {
    if (meta.isEmpty()) {
      return;
    }
    BlockStats said = meta.get().stats();
    checkCount("numSeries", said.series(), series);
    checkCount("numChunks", said.chunks(), chunks.chunks());
    checkCount("numSamples", said.samples(), chunks.samples());
    boolean countsKinds = said.floatSamples() + said.histogramSamples() > 0;
    // Thanos copies these from the raw block when it downsamples.
    if (countsKinds && meta.get().resolution() == 0) {
      checkCount("numFloatSamples", said.floatSamples(), chunks.samples() - chunks.histograms());
      checkCount("numHistogramSamples", said.histogramSamples(), chunks.histograms());
    }
  }

  private void checkCount(String field, long said, long found) {
    if (said != found) {
      findings.accept(
          Finding.error(
              BlockMeta.FILE, 0, "expected stats." + field + " to be " + found + ", was " + said));
    }
  }

  /** Deletions must be of series that are there, as many as meta.json says. */
  void checkTombstones(Tombstones tombstones) {
    for (long ref : tombstones.series()) {
      if (ref >>> Integer.SIZE != 0 || !isSeries((int) ref)) {
        findings.accept(
            Finding.warning(
                Tombstones.FILE, 0, "expected deletions of series, there is no series " + ref));
      }
    }
    long said = meta.map(found -> found.stats().tombstones()).orElse((long) tombstones.size());
    if (said != tombstones.size()) {
      findings.accept(
          Finding.warning(
              BlockMeta.FILE,
              0,
              "expected stats.numTombstones to be " + tombstones.size() + ", was " + said));
    }
  }

  private boolean isSeries(int ref) {
    SeriesRefs refs = index.allRefs();
    return PostingsCheck.contains(refs, ref);
  }
}
