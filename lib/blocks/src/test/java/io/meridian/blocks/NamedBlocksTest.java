package io.meridian.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.Operation;
import io.meridian.bucket.layer.MeteredBucket;
import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.LimitExceededException;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.Ulid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NamedBlocksTest {
  private static final Ulid BLOCK = TestBlock.name(1);
  private static final int SERIES = 300;

  @TempDir Path folder;

  private final MeteredBucket bucket =
      new MeteredBucket(new MemoryBucket("test", InstantSource.system()));

  @BeforeEach
  void upload() {
    new BlockUpload(bucket, InstantSource.system(), false)
        .upload(TestBlock.write(folder, 1, SERIES, Labels.of("cluster", "a")));
  }

  private NamedBlocks blocks() {
    return new NamedBlocks(bucket, folder.resolve("headers"));
  }

  private static int count(LazyBlock block, Matcher... matchers) {
    int count = 0;
    try (ChunkSeriesCursor series = block.chunkSeries(List.of(matchers), TimeRange.ALL)) {
      for (; series.next(); count++) {
        assertThat(series.chunk(0).to()).isPositive();
      }
    }
    return count;
  }

  @Test
  void readsABlockByRanges() {
    long before = bucket.stats(Operation.GET).calls();

    try (LazyBlock block = blocks().open(BLOCK)) {
      assertThat(count(block)).isEqualTo(SERIES);
      assertThat(count(block, Matcher.equal("instance", "000007"))).isEqualTo(1);
      assertThat(block.meta().ulid()).isEqualTo(BLOCK);
    }

    assertThat(bucket.stats(Operation.GET).calls() - before).isEqualTo(2); // meta and header
    assertThat(bucket.stats(Operation.GET_RANGE).calls()).isPositive();
  }

  @Test
  void makesTheHeaderWhereNoneIsInTheBucket() {
    bucket.delete(BLOCK + "/index.header");

    try (LazyBlock block = blocks().open(BLOCK)) {
      assertThat(count(block)).isEqualTo(SERIES);
    }
  }

  @Test
  void chargesAQueryForAllThatIsFetchedForIt() {
    SelectHints hints = SelectHints.of(TimeRange.ALL);
    List<Matcher> matchers = List.of(Matcher.equal("job", "j3"));
    try (LazyBlock block = blocks().open(BLOCK)) {
      QueryContext query = QueryContext.unlimited();
      long before = bucket.stats(Operation.GET_RANGE).bytes();
      try (SeriesCursor series = block.select(matchers, hints, query)) {
        series.next().orElseThrow().close();
      }
      long fetched = bucket.stats(Operation.GET_RANGE).bytes() - before;

      assertThat(query.peakBytes()).isGreaterThan(fetched / 2); // entries go before chunks come
      assertThat(query.bytes()).isZero();
      long list = 4L * SERIES / 7;
      QueryContext poor =
          new QueryContext(System::nanoTime, Duration.ofMinutes(1), list, Long.MAX_VALUE);
      assertThatThrownBy(() -> block.select(matchers, hints, poor).next())
          .isInstanceOf(LimitExceededException.class)
          .hasMessageContaining("query memory");
    }
  }

  @Test
  void tellsWhatIsMissing() {
    assertThatThrownBy(() -> blocks().open(TestBlock.name(2)))
        .isInstanceOf(ObjectNotFoundException.class);

    bucket.put(BLOCK + "/index", Content.of(new byte[70]), Condition.ANY);
    assertThatThrownBy(() -> blocks().open(BLOCK))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("index has 70 bytes");

    bucket.delete(BLOCK + "/meta.json");
    assertThatThrownBy(() -> blocks().open(BLOCK))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("no meta.json");
  }
}
