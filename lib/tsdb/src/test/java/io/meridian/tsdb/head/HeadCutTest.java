package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.TimeRange;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A head's block, whose symbols the head has, is the one that its series make by their texts. */
class HeadCutTest {
  private static final long BEGIN = 1_699_999_200_000L;

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;

  private final Head head = new Head(HeadOptions.DEFAULT);
  private final UlidSource names = new UlidSource(InstantSource.system(), new SplittableRandom(1));

  private void append(RequestBytes request) {
    WriteBatch batch = new WriteBatch();
    AppendOutcomes outcomes = new AppendOutcomes();
    byte[] body = request.take();
    new RemoteWriteDecoder().decode(body, 0, body.length, batch);
    head.append(batch, BEGIN + 7_200_000, outcomes);
    assertThat(outcomes.successes()).isEqualTo(outcomes.size());
  }

  private BlockMeta cut(long until) {
    Optional<BlockMeta> meta =
        head.cut(
            until,
            Disk.local(),
            folder,
            names.next(),
            BlockWriter.Options.DEFAULT,
            Optional.empty());
    return meta.orElseThrow();
  }

  /** The same block again, of packed labels. */
  private Path rewritten(BlockMeta meta) {
    BlockMeta again =
        new BlockMeta(
            names.next(),
            meta.minTime(),
            meta.maxTime(),
            meta.stats(),
            meta.compaction(),
            meta.thanos(),
            meta.others());
    try (BlockReader block = BlockReader.open(folder.resolve(meta.ulid().toString()));
        ChunkSeriesCursor series = block.chunkSeries(List.of(), TimeRange.ALL);
        BlockWriter writer =
            BlockWriter.create(Disk.local(), folder, again.ulid(), BlockWriter.Options.DEFAULT)) {
      while (series.next()) {
        writer.addSeries(series.labelBytes(), series.labelsFrom(), series.labelsTo());
        for (int i = 0; i < series.chunks(); i++) {
          ChunkBytes chunk = series.chunk(i);
          writer.addChunk(
              chunk.encoding(),
              series.chunkMinTime(i),
              series.chunkMaxTime(i),
              new ChunkDecoder().count(chunk.encoding(), chunk.data(), chunk.from(), chunk.to()),
              chunk.data(),
              chunk.from(),
              chunk.to());
        }
      }
      writer.finish(again);
    }
    return folder.resolve(again.ulid().toString());
  }

  private void checkSame(BlockMeta meta) throws IOException {
    Path block = folder.resolve(meta.ulid().toString());
    Path again = rewritten(meta);
    for (String file : List.of("index", "index.header", "chunks/000001")) {
      assertThat(Files.mismatch(block.resolve(file), again.resolve(file))).as(file).isEqualTo(-1);
    }
  }

  @Test
  void writesNamesAndValuesOnceWhereverTheyStand() throws IOException {
    append(
        new RequestBytes()
            .label("__name__", "job")
            .label("job", "__name__")
            .sample(BEGIN, 1)
            .endSeries()
            .label("__name__", "job")
            .label("job", "job")
            .sample(BEGIN, 1)
            .endSeries()
            .label("a", "job")
            .sample(BEGIN, 1)
            .endSeries()
            .label("a", "job")
            .label("b", "jo")
            .sample(BEGIN, 1)
            .endSeries()
            .label("a", "jobs")
            .label("ab", "z")
            .sample(BEGIN, 1)
            .endSeries()
            .label("Ω", "a")
            .label("𝒳", "b")
            .sample(BEGIN, 1)
            .endSeries()
            .label("ﬀ", "a")
            .sample(BEGIN, 1)
            .endSeries()
            .label("later", "not in it")
            .sample(BEGIN + 7_200_000, 1)
            .endSeries());

    BlockMeta meta = cut(BEGIN + 7_200_000);

    assertThat(meta.stats().series()).isEqualTo(7);
    checkSame(meta);
  }

  @Test
  void writesTheSameIndexForAnySeries() throws IOException {
    RandomGenerator random = seed.random();
    RequestBytes request = new RequestBytes();
    for (int i = 0; i < 3000; i++) {
      for (int name = 0; name < 9; name++) {
        if (random.nextInt(3) == 0) {
          request.label("n" + name, Integer.toString(random.nextInt(1 << (2 * name)), 5));
        }
      }
      request.label("pod", "n" + random.nextInt(2000));
      request.sample(BEGIN + random.nextInt(1000), random.nextDouble()).endSeries();
    }
    WriteBatch batch = new WriteBatch();
    byte[] body = request.take();
    new RemoteWriteDecoder().decode(body, 0, body.length, batch);
    head.append(batch, BEGIN, new AppendOutcomes());

    checkSame(cut(BEGIN + 7_200_000));
  }
}
