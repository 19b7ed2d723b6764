package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.info.InfoRequest;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.blocks.BlockDiscovery;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.blocks.KnownBlock;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.storegateway.catalog.Partition;
import io.meridian.tsdb.block.LateLabel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What came late to a receiver, asked for behind a gateway. */
class LateSamplesTest {
  @TempDir private Path folder;

  @Test
  void areReadBackAsPartOfTheirSeries() throws Exception {
    FilesystemBucket bucket = FilesystemBucket.open(folder.resolve("bucket"));
    try (LaggingCluster cluster = LaggingCluster.shipped(folder.resolve("store"), bucket, true);
        RunningGateway gateway =
            new RunningGateway(bucket, folder.resolve("gateway"), CallLimits.NONE)) {
      assertThat(ReadBack.all(gateway, folder)).isEqualTo(cluster.sent());

      LabelNamesRequest names = LabelNamesRequest.newBuilder().setEnd(Long.MAX_VALUE).build();
      assertThat(gateway.store().labelNames(names).getNamesList())
          .containsExactly("__name__", "instance", "receive_replica", "tenant_id");
      assertThat(gateway.info().info(InfoRequest.getDefaultInstance()).getLabelSetsList())
          .hasSize(1);
    }
  }

  @Test
  void areServedByWhoServesTheirTime() {
    FilesystemBucket bucket = FilesystemBucket.open(folder.resolve("bucket"));
    LaggingCluster.shipped(folder.resolve("store"), bucket, true).close();
    List<KnownBlock> blocks =
        new BlockDiscovery(
                bucket, folder.resolve("metas"), DiscoveryRules.ALL, InstantSource.system())
            .discover()
            .blocks();
    List<String> gateways = IntStream.range(0, 7).mapToObj(i -> "gateway-" + i).toList();

    assertThat(blocks).anyMatch(block -> LateLabel.isIn(block.labels()));
    for (String name : gateways) {
      Partition share = new Partition(gateways, name, 1);
      assertThat(blocks.stream().map(share::test).distinct()).hasSize(1);
    }
  }
}
