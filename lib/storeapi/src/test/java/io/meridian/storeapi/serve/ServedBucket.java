package io.meridian.storeapi.serve;

import io.meridian.model.Labels;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.block.BlockReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The blocks of a bucket that a store gateway serves, one store for each set of labels. */
public final class ServedBucket implements AutoCloseable {
  private static final Set<String> BROKEN =
      Set.of(
          "01KEBYC880K5MJD1PART1A0000", "01KEBYC880K5MJD1BADX000001", "01KEBYC880K5MJD1CVTX000002");

  private final List<BlockReader> open = new ArrayList<>();
  private final List<SeriesStore> stores = new ArrayList<>();

  private ServedBucket() {}

  /** The golden bucket as its marks say. */
  public static ServedBucket golden() throws IOException {
    ServedBucket bucket = new ServedBucket();
    Map<Labels, List<BlockReader>> groups = new TreeMap<>();
    try (var folders = Files.list(Golden.assumePresent("golden/thanos/after"))) {
      for (Path folder : folders.sorted().toList()) {
        boolean marked = Files.exists(folder.resolve("deletion-mark.json"));
        if (!marked && !BROKEN.contains(folder.getFileName().toString())) {
          BlockReader block = BlockReader.open(folder);
          bucket.open.add(block);
          Labels labels = block.meta().thanos().orElseThrow().labels();
          groups.computeIfAbsent(labels, _ -> new ArrayList<>()).add(block);
        }
      }
    }
    groups.forEach((labels, blocks) -> bucket.stores.add(BlockGroup.of(labels, blocks)));
    return bucket;
  }

  public List<SeriesStore> stores() {
    return stores;
  }

  @Override
  public void close() {
    open.forEach(BlockReader::close);
  }
}
