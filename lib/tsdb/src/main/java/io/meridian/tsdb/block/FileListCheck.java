package io.meridian.tsdb.block;

import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.FileRanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Holds the files of a block's folder against meta.json's list of them. */
final class FileListCheck {
  private static final Set<String> KNOWN =
      Set.of(
          BlockMeta.FILE,
          BlockFile.INDEX,
          BlockFile.INDEX + ".header",
          CardinalityFile.NAME,
          Tombstones.FILE,
          ChunkFileFormat.FOLDER,
          "deletion-mark.json",
          "no-compact-mark.json",
          "no-downsample-mark.json");

  private final BlockFolder block;
  private final BlockMeta meta;
  private final Consumer<Finding> findings;

  FileListCheck(BlockFolder block, BlockMeta meta, Consumer<Finding> findings) {
    this.block = block;
    this.meta = meta;
    this.findings = findings;
  }

  void run() {
    String name = block.path().toAbsolutePath().getFileName().toString();
    if (!name.equals(meta.ulid().toString())) {
      findings.accept(
          Finding.warning(
              BlockMeta.FILE,
              0,
              "expected the folder's name " + name + " as ulid, found " + meta.ulid()));
    }
    checkLeftovers();
    checkNumbers();
    meta.thanos().ifPresent(thanos -> thanos.files().forEach(this::check));
  }

  private void checkLeftovers() {
    Set<String> listed =
        meta.thanos().map(ThanosMeta::files).orElse(List.of()).stream()
            .map(BlockFile::path)
            .collect(Collectors.toSet());
    for (Path file : BlockFolder.list(block.path())) {
      String name = file.getFileName().toString();
      if (!KNOWN.contains(name) && !listed.contains(name)) {
        findings.accept(Finding.warning(name, 0, "expected no other files in a block, found this"));
      }
    }
  }

  /**
   * Chunks refer to files by their place among the names: a name that is missing shifts all behind
   * it.
   */
  private void checkNumbers() {
    List<Path> files = block.chunkFiles();
    for (int i = 0; i < files.size(); i++) {
      String name = files.get(i).getFileName().toString();
      if (!name.equals(ChunkFileFormat.fileName(i))) {
        findings.accept(
            Finding.error(
                ChunkFileFormat.FOLDER + "/" + name,
                0,
                "expected " + ChunkFileFormat.fileName(i) + " as the next chunk file"));
        return;
      }
    }
  }

  private void check(BlockFile file) {
    Path path = block.path().resolve(file.path()).normalize();
    if (!path.startsWith(block.path().normalize())) {
      findings.accept(
          Finding.error(BlockMeta.FILE, 0, "expected files of the block, found " + file.path()));
    } else if (!Files.isRegularFile(path)) {
      findings.accept(Finding.error(file.path(), 0, "expected this file, which meta.json lists"));
    } else if (file.size() != 0) {
      checkContent(file, path);
    }
  }

  private void checkContent(BlockFile file, Path path) {
    try {
      long size = Files.size(path);
      if (size != file.size()) {
        findings.accept(
            Finding.error(
                file.path(),
                size,
                "expected " + file.size() + " bytes as meta.json says, found " + size));
      } else if (file.hash()
          .filter(hash -> hash.function().equals(BlockFile.Hash.SHA256))
          .isPresent()) {
        checkHash(file, path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }

  private void checkHash(BlockFile file, Path path) {
    String expected = file.hash().orElseThrow().value();
    try (ByteRanges bytes = FileRanges.open(path)) {
      String found = BlockFile.sha256(bytes);
      if (!found.equals(expected)) {
        findings.accept(
            Finding.error(file.path(), 0, "expected the SHA-256 " + expected + ", found " + found));
      }
    }
  }
}
