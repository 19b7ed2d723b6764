package io.meridian.tsdb.merge;

import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The blocks of a bucket in the golden data that can be read. */
record ThanosBuckets(Path bucket, List<BlockMeta> blocks) {

  static ThanosBuckets open(Path bucket) {
    List<BlockMeta> metas = new ArrayList<>();
    try (Stream<Path> folders = Files.list(bucket)) {
      for (Path folder : folders.sorted().toList()) {
        Path meta = folder.resolve(BlockMeta.FILE);
        if (Files.exists(meta) && !isDamaged(folder)) {
          metas.add(BlockMeta.read(Files.readAllBytes(meta), meta.toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ThanosBuckets(bucket, metas);
  }

  /** The two copies with a damaged index; their names say so. */
  private static boolean isDamaged(Path folder) {
    String name = folder.getFileName().toString();
    return name.contains("BADX") || name.contains("CVTX");
  }

  Path folder(BlockMeta meta) {
    return bucket.resolve(meta.ulid().toString());
  }

  BlockReader read(BlockMeta meta) {
    return BlockReader.open(folder(meta));
  }

  List<BlockMeta> ofResolution(long resolution) {
    return blocks.stream().filter(meta -> meta.resolution() == resolution).toList();
  }

  /** The block of a resolution that holds the same data as another block, if it is here. */
  Optional<BlockMeta> sameData(BlockMeta block, long resolution) {
    return ofResolution(resolution).stream()
        .filter(meta ->
            meta.compaction().sources().equals(block.compaction().sources())
                && meta.thanos()
                    .orElseThrow()
                    .labels()
                    .equals(block.thanos().orElseThrow().labels()))
        .findFirst();
  }
}
