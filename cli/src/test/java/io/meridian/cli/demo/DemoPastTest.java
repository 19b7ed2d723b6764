package io.meridian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.MemoryBucket;
import io.meridian.cli.console.Console;
import io.meridian.model.TimeRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoPastTest {
  private static final long EVENING = time("2026-03-02T21:17:05Z");

  @TempDir Path folder;

  private static long time(String text) {
    return Instant.parse(text).toEpochMilli();
  }

  @Test
  void endsAtABoundaryOfTwoHoursAndIsCutAtMidnight() {
    long end = DemoPast.end(EVENING);

    assertThat(end).isEqualTo(time("2026-03-02T20:00:00Z"));
    assertThat(DemoPast.days(time("2026-03-01T14:00:00Z"), end))
        .containsExactly(
            new TimeRange(time("2026-03-01T14:00:00Z"), time("2026-03-02T00:00:00Z") - 1),
            new TimeRange(time("2026-03-02T00:00:00Z"), end - 1));
    assertThat(DemoPast.days(end, end)).isEmpty();
  }

  @Test
  void isWrittenOnceAndWhatCameSinceLater() throws IOException {
    MemoryBucket bucket = new MemoryBucket("b", InstantSource.system());
    Console console =
        new Console(new ByteArrayOutputStream(), new PrintWriter(new StringWriter()), () -> false);
    DemoPast past = new DemoPast(Fleet.demo(), folder, console);

    Path killed = Files.createDirectories(folder.resolve("staging/half.tmp-for-creation"));
    past.fill(bucket, EVENING - DemoPast.HEAD, EVENING);
    assertThat(killed).doesNotExist();
    assertThat(metas(bucket)).hasSize(2);
    past.fill(bucket, EVENING - 10 * DemoPast.HEAD, EVENING + 1);
    assertThat(metas(bucket)).hasSize(2);
    past.fill(bucket, EVENING, EVENING + DemoPast.HEAD);
    assertThat(metas(bucket)).hasSize(4);
    assertThat(folder.resolve("staging")).isEmptyDirectory();
  }

  @Test
  void isNotWrittenTwiceByAStartAfterAKill() throws IOException {
    MemoryBucket bucket = new MemoryBucket("b", InstantSource.system());
    Console console =
        new Console(new ByteArrayOutputStream(), new PrintWriter(new StringWriter()), () -> false);
    DemoPast past = new DemoPast(Fleet.demo(), folder, console);
    past.fill(bucket, EVENING - DemoPast.HEAD, EVENING);
    List<String> written = metas(bucket);

    Files.delete(folder.resolve("past")); // as a kill behind the upload leaves it
    past.fill(bucket, EVENING - DemoPast.HEAD, EVENING + DemoPast.HEAD);

    assertThat(metas(bucket)).hasSize(4).containsAll(written);
  }

  private static List<String> metas(MemoryBucket bucket) {
    return bucket.folders("").filter(each -> bucket.exists(each + "meta.json")).toList();
  }
}
