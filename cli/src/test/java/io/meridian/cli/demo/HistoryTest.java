package io.meridian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockReader;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  private static final TimeRange MORNING =
      new TimeRange(1_767_571_200_000L, 1_767_571_200_000L + 7_199_999);

  @TempDir Path folder;

  @Test
  void writesWhatTheAgentsScrapedAndItsAggregates() throws InterruptedException {
    Fleet fleet = Fleet.demo();
    Labels external = Labels.of("receive_replica", "r0", "tenant_id", "default-tenant");
    History history = new History(fleet, folder, external);
    AtomicLong done = new AtomicLong();

    BlockFolder raw = history.write(MORNING, done::set);
    BlockFolder coarse = history.downsample(raw);

    assertThat(done).hasValue(fleet.series());
    AtomicLong expected = new AtomicLong();
    AtomicLong series = new AtomicLong();
    for (Agent agent : fleet.agents()) {
      agent.scrape(
          MORNING,
          new SampleBuffer(),
          (_, samples) -> {
            series.incrementAndGet();
            expected.addAndGet(samples.size());
          });
    }
    try (BlockReader block = BlockReader.open(raw.path());
        BlockReader aggregates = BlockReader.open(coarse.path())) {
      assertThat(block.meta().stats().samples()).isEqualTo(expected.get()).isPositive();
      assertThat(block.meta().stats().series()).isEqualTo(series.get());
      assertThat(block.meta().thanos().orElseThrow().labels()).isEqualTo(external);
      assertThat(block.meta().maxTime()).isEqualTo(MORNING.max() + 1);
      assertThat(aggregates.meta().resolution()).isEqualTo(300_000);
      assertThat(aggregates.meta().stats().series()).isEqualTo(series.get());
    }
  }
}
