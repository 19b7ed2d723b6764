package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.storegateway.catalog.Partition;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten gateways that serve a bucket together. */
class SharedBucketTest {
  private static final int COPIES = 2;
  private static final List<String> NAMES =
      IntStream.range(0, 10).mapToObj(each -> "gateway-" + each).toList();

  @TempDir private Path folder;

  private GivenAnswer answer(String name, DiscoveryRules rules)
      throws IOException, InterruptedException {
    Bucket golden = FilesystemBucket.open(Golden.assumePresent("golden/thanos/after"));
    LabelMatcher any =
        LabelMatcher.newBuilder()
            .setType(LabelMatcher.Type.RE)
            .setName("__name__")
            .setValue(".+")
            .build();
    SeriesRequest everything =
        SeriesRequest.newBuilder().setMaxTime(Long.MAX_VALUE).addMatchers(any).build();
    try (RunningGateway gateway =
        new RunningGateway(golden, folder.resolve(name), CallLimits.NONE, rules)) {
      return GivenAnswer.of(gateway.store().series(everything));
    }
  }

  private static Map<List<Label>, Set<AggrChunk>> joined(List<GivenAnswer> answers) {
    Map<List<Label>, Set<AggrChunk>> all = new HashMap<>();
    for (GivenAnswer each : answers) {
      each.series()
          .forEach(
              (labels, chunks) -> all.computeIfAbsent(labels, _ -> new HashSet<>()).addAll(chunks));
    }
    return all;
  }

  @Test
  void lackNothingWhicheverOfThemIsAway() throws IOException, InterruptedException {
    GivenAnswer whole = answer("alone", DiscoveryRules.ALL);
    List<GivenAnswer> shares = new ArrayList<>();
    for (String name : NAMES) {
      Partition share = new Partition(NAMES, name, COPIES);
      shares.add(answer(name, DiscoveryRules.ALL.withBlocks(share)));
    }

    assertThat(whole.series()).isNotEmpty();
    assertThat(shares.stream().mapToInt(each -> each.blocks().size()).sum())
        .isEqualTo(COPIES * whole.blocks().size());
    for (int away = 0; away < NAMES.size(); away++) {
      List<GivenAnswer> left = new ArrayList<>(shares);
      left.remove(away);
      assertThat(joined(left)).as("without %s", NAMES.get(away)).isEqualTo(whole.series());
    }
  }
}
