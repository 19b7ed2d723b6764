package io.meridian.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.ListedObject;
import io.meridian.model.Labels;
import io.meridian.testkit.ExternalProgram;
import io.meridian.tsdb.block.Ulid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A compactor of Thanos over a bucket in which a block of late samples overlaps others. It looks
 * for overlaps before it looks at marks, so it has to be told to expect some.
 */
final class ThanosCompactorTest {
  private static final Labels EXTERNAL = Labels.of("receive_replica", "r0", "tenant_id", "t");
  private static final int HOURS = 10;
  private static final int LATE = 20;

  @TempDir Path folder;

  @Test
  void leavesBlocksOfLateSamplesAloneAndCompactsTheOthers() throws Exception {
    ExternalProgram thanos = ExternalProgram.assumePresent("thanos");
    FilesystemBucket bucket = FilesystemBucket.open(folder.resolve("bucket"));
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-02-03T04:05:06Z"));
    BlockUpload upload = new BlockUpload(bucket, clock, true);
    Path source = Files.createDirectory(folder.resolve("source"));
    for (int hour = 0; hour < HOURS; hour++) {
      upload.upload(TestBlock.write(source, hour, 5, EXTERNAL));
    }
    upload.upload(TestBlock.writeLate(source, LATE, 3, 5, EXTERNAL));

    ExternalProgram.Result result =
        thanos.run(
            Duration.ofMinutes(5),
            "compact",
            "--data-dir=" + folder.resolve("data"),
            "--objstore.config=" + config(),
            "--consistency-delay=0s",
            "--compact.enable-vertical-compaction",
            "--http-address=127.0.0.1:0");

    assertThat(result.exitCode()).as(result.stderr()).isZero();
    List<String> marked =
        bucket
            .objects("")
            .map(ListedObject::name)
            .filter(name -> name.endsWith(BlockMark.Kind.DELETION.file()))
            .map(name -> name.substring(0, name.indexOf('/')))
            .toList();
    List<String> firstEight =
        IntStream.range(0, 8).mapToObj(TestBlock::name).map(Ulid::toString).toList();
    assertThat(marked).containsAll(firstEight).doesNotContain(TestBlock.name(LATE).toString());
  }

  private String config() {
    return "{type: FILESYSTEM, config: {directory: \"%s\"}}".formatted(folder.resolve("bucket"));
  }
}
