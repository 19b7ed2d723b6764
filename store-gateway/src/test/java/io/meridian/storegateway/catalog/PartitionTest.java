package io.meridian.storegateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.blocks.BlockDiscovery;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.blocks.KnownBlock;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.testkit.Golden;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionTest {
  @TempDir private Path folder;

  private List<KnownBlock> blocks() {
    FilesystemBucket bucket = FilesystemBucket.open(Golden.assumePresent("golden/thanos/after"));
    return new BlockDiscovery(bucket, folder, DiscoveryRules.ALL, InstantSource.system())
        .discover()
        .blocks();
  }

  private static List<String> names(int gateways) {
    return IntStream.range(0, gateways).mapToObj(i -> "gateway-" + i).toList();
  }

  @Test
  void givesEachBlockToAsManyGatewaysAsAsked() {
    List<KnownBlock> blocks = blocks();
    List<Partition> shares =
        names(10).stream().map(name -> new Partition(names(10), name, 2)).toList();

    for (KnownBlock block : blocks) {
      assertThat(shares.stream().filter(share -> share.test(block))).hasSize(2);
    }
  }

  @Test
  void leavesBlocksOfOneStretchTogether() {
    Map<String, Set<String>> owners = new HashMap<>();
    for (String name : names(10)) {
      Partition share = new Partition(names(10), name, 2);
      for (KnownBlock block : blocks()) {
        String stretch = block.labels() + "/" + Math.floorDiv(block.minTime(), 14 * 86_400_000L);
        if (share.test(block)) {
          owners.computeIfAbsent(stretch, _ -> new HashSet<>()).add(name);
        }
      }
    }

    assertThat(owners.values()).allSatisfy(each -> assertThat(each).hasSize(2));
    assertThat(owners.values().stream().flatMap(Set::stream).distinct().count()).isGreaterThan(2);
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> new Partition(names(3), "gateway-3", 2))
        .hasMessageContaining("\"gateway-3\", is not among the replicas");
    assertThatThrownBy(() -> new Partition(names(1), "gateway-0", 2))
        .hasMessageContaining("cannot keep 2 copies");
  }
}
