package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.FileRanges;
import io.meridian.tsdb.file.MappedFile;
import io.meridian.tsdb.index.Cardinality;
import io.meridian.tsdb.index.HeaderCheck;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.SparseHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads every byte of a block and tells what is wrong with it: checksums and orders of the index,
 * posting lists against series, chunks against the index, samples against chunks, all of it against
 * meta.json, and the sparse header and the cardinality, if they are there, against the index. Goes
 * on behind a finding as far as the damage lets it. Memory does not grow with the block.
 */
public final class BlockVerifier {
  /** Is told of each series that was looked at. */
  public interface Progress {
    /** Nobody is told. */
    Progress NONE = (done, total) -> {};

    /**
     * Some series are done.
     *
     * @param total how many there are
     */
    void series(long done, long total);
  }

  private final Consumer<Finding> findings;
  private final Progress progress;

  /**
   * A verifier.
   *
   * @param findings is given each finding as it is made
   */
  public BlockVerifier(Consumer<Finding> findings, Progress progress) {
    this.findings = findings;
    this.progress = progress;
  }

  /** The findings about a block in a folder; none if it is sound. */
  public static List<Finding> verify(Path folder) {
    List<Finding> findings = new ArrayList<>();
    new BlockVerifier(findings::add, Progress.NONE).run(folder);
    return findings;
  }

  /**
   * Verifies a block.
   *
   * @throws UncheckedIOException if a file cannot be read at all
   */
  public void run(Path folder) {
    BlockFolder block = new BlockFolder(folder);
    Optional<BlockMeta> meta = attempt(BlockMeta.FILE, block::meta);
    meta.ifPresent(found -> new FileListCheck(block, found, findings).run());
    Optional<Tombstones> tombstones = attempt(Tombstones.FILE, block::tombstones);
    try (ChunkFileReader chunks = block.openChunks();
        BlockParts parts =
            new BlockParts(
                meta,
                tombstones.orElse(Tombstones.NONE),
                open(block.index()),
                open(folder.resolve(SparseHeader.fileName())),
                chunks)) {
      run(parts);
    }
    verifyCardinality(block);
  }

  /** Readers believe the file, but nothing that is answered depends on it. */
  private void verifyCardinality(BlockFolder block) {
    Path file = block.path().resolve(CardinalityFile.NAME);
    if (!Files.exists(file) || block.index().toFile().length() == 0) {
      return;
    }
    try (ByteRanges index = MappedFile.open(block.index())) {
      Cardinality found = CardinalityFile.read(Files.readAllBytes(file), file.toString());
      if (!found.equals(Cardinality.of(index, CardinalityFile.LIMIT))) {
        findings.accept(
            Finding.warning(
                CardinalityFile.NAME, 0, "expected the counts of this index, found others"));
      }
    } catch (CorruptDataException e) {
      Finding finding = Finding.of(e, CardinalityFile.NAME);
      findings.accept(Finding.warning(finding.file(), finding.offset(), finding.expectation()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /** Verifies a block without a look at its folder. */
  void run(BlockParts block) {
    for (ByteRanges segment : block.chunks().segments()) {
      attempt(
          chunkFile(segment),
          () -> {
            ChunkFileReader.checkHeader(segment);
            return segment;
          });
    }
    if (block.index().isEmpty()) {
      findings.accept(Finding.error(BlockFile.INDEX, 0, "there is no index"));
      verifyFrames(block.chunks());
    } else {
      verifyIndex(block, block.index().get());
    }
  }

  private void verifyIndex(BlockParts block, ByteRanges ranges) {
    try {
      IndexReader index = IndexReader.open(ranges);
      SeriesCheck series =
          new SeriesCheck(index, ranges, block.chunks(), block.meta(), findings, progress);
      PostingsCheck postings = new PostingsCheck(index, findings);
      postings.checkSymbols();
      boolean all = series.run(postings);
      if (all) {
        postings.run();
      }
      series.checkTombstones(block.tombstones());
      block.header().ifPresent(header -> verifyHeader(header, ranges, index));
    } catch (CorruptDataException e) {
      findings.accept(Finding.of(e, BlockFile.INDEX));
      verifyFrames(block.chunks());
    }
  }

  private void verifyHeader(ByteRanges header, ByteRanges ranges, IndexReader index) {
    new HeaderCheck(header, ranges, index)
        .run((what, misleads) -> {
          Finding finding = Finding.of(what, SparseHeader.fileName());
          findings.accept(
              misleads
                  ? finding
                  : Finding.warning(finding.file(), finding.offset(), finding.expectation()));
        });
  }

  /**
   * A file if it is there. An empty one cannot be mapped on every system, and is damaged anyway.
   */
  private static Optional<ByteRanges> open(Path file) {
    if (!file.toFile().isFile()) {
      return Optional.empty();
    }
    return Optional.of(file.toFile().length() == 0 ? FileRanges.open(file) : MappedFile.open(file));
  }

  /** Without an index the chunks can still be held against their checksums. */
  private void verifyFrames(ChunkFileReader chunks) {
    ChunkBytes bytes = new ChunkBytes();
    ChunkWindow window = chunks.window();
    for (int i = 0; i < chunks.segments().size(); i++) {
      ByteRanges segment = chunks.segments().get(i);
      try {
        for (long at = ChunkFileFormat.HEADER; at < segment.size(); at = window.end()) {
          window.read(ChunkFileFormat.ref(i, at), 0, bytes);
        }
      } catch (CorruptDataException e) {
        findings.accept(Finding.of(e, chunkFile(segment)));
      }
    }
  }

  private <T> Optional<T> attempt(String file, Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (CorruptDataException e) {
      findings.accept(Finding.of(e, file));
      return Optional.empty();
    }
  }

  static String chunkFile(ByteRanges segment) {
    String name = segment.name().replace('\\', '/');
    return ChunkFileFormat.FOLDER + "/" + name.substring(name.lastIndexOf('/') + 1);
  }
}
