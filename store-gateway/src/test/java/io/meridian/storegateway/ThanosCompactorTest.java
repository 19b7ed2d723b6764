package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.blocks.BlockMark;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.ListedObject;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.testkit.ExternalProgram;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.Ulid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A compactor of Thanos, as it comes, over what a receiver shipped while a cluster lagged behind.
 * It halts where blocks of a group overlap, and marks that keep it from merging blocks do not keep
 * it from that.
 */
class ThanosCompactorTest {
  @TempDir private Path folder;

  private FilesystemBucket bucket() {
    return FilesystemBucket.open(folder.resolve("bucket"));
  }

  private ExternalProgram.Result compact(String... flags) throws Exception {
    ExternalProgram thanos = ExternalProgram.assumePresent("thanos");
    String config =
        "{type: FILESYSTEM, config: {directory: \"%s\"}}".formatted(folder.resolve("bucket"));
    List<String> arguments =
        List.of(
            "compact",
            "--data-dir=" + folder.resolve("data"),
            "--objstore.config=" + config,
            "--consistency-delay=0s",
            "--http-address=127.0.0.1:0");
    String[] all = new String[arguments.size() + flags.length];
    arguments.toArray(all);
    System.arraycopy(flags, 0, all, arguments.size(), flags.length);
    return thanos.run(Duration.ofMinutes(5), all);
  }

  /** The blocks that the compactor has merged into others. */
  private List<Ulid> merged() {
    return bucket()
        .objects("")
        .map(ListedObject::name)
        .filter(name -> name.endsWith(BlockMark.Kind.DELETION.file()))
        .map(name -> Ulid.parse(name.substring(0, name.indexOf('/'))))
        .toList();
  }

  private static boolean isLate(BlockMeta block) {
    return block.compaction().hints().contains(Compaction.OUT_OF_ORDER);
  }

  @Test
  void goesOnBesideLateBlocksThatOverlapOthersAndEachOther() throws Exception {
    ExternalProgram.assumePresent("thanos");
    FilesystemBucket bucket = bucket();
    try (LaggingCluster cluster = LaggingCluster.shipped(folder.resolve("store"), bucket, true)) {
      Map<Long, Long> lateByRange =
          cluster.blocks().stream()
              .filter(ThanosCompactorTest::isLate)
              .collect(Collectors.groupingBy(BlockMeta::minTime, Collectors.counting()));
      assertThat(lateByRange).hasSizeGreaterThan(3);
      assertThat(lateByRange.get(LaggingCluster.BEGIN)).isGreaterThanOrEqualTo(3);

      ExternalProgram.Result result = compact();

      assertThat(result.exitCode()).as(result.stderr()).isZero();
      long firstDay = LaggingCluster.BEGIN + 24 * LaggingCluster.HOUR;
      List<Ulid> expected =
          cluster.blocks().stream()
              .filter(block -> !isLate(block) && block.maxTime() <= firstDay)
              .map(BlockMeta::ulid)
              .toList();
      assertThat(expected).hasSize(12);
      assertThat(merged()).containsExactlyInAnyOrderElementsOf(expected);
      try (RunningGateway gateway =
          new RunningGateway(bucket, folder.resolve("gateway"), CallLimits.NONE)) {
        assertThat(ReadBack.all(gateway, folder)).isEqualTo(cluster.sent());
      }
    }
  }

  /**
   * Which is what the label is for. How much is merged then is chance, down to nothing: a marked
   * block parts those before it from those behind it, and which of blocks that begin together comes
   * first is decided by the order of a map of Go.
   */
  @Test
  void needsToExpectOverlapsWhereLateBlocksHaveNoLabel() throws Exception {
    ExternalProgram.assumePresent("thanos");
    try (LaggingCluster cluster =
        LaggingCluster.shipped(folder.resolve("store"), bucket(), false)) {
      ExternalProgram.Result plain = compact();
      assertThat(plain.exitCode()).isNotZero();
      assertThat(plain.stderr()).contains("overlap");

      ExternalProgram.Result expecting = compact("--compact.enable-vertical-compaction");
      assertThat(expecting.exitCode()).as(expecting.stderr()).isZero();
      assertThat(merged())
          .isSubsetOf(
              cluster.blocks().stream()
                  .filter(block -> !isLate(block))
                  .map(BlockMeta::ulid)
                  .toList());
    }
  }
}
