package io.meridian.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden log, which a script made from docs/formats/wal.md. */
final class GoldenLogTest {
  private static final long IDENTITY = 0x0123456789abcdefL;
  private static final List<String> FILES =
      List.of(
          "version",
          "checkpoint-0000000000000000002",
          "segment-0000000000000000003",
          "segment-0000000000000000006");

  @TempDir Path folder;

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = GoldenLogTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @BeforeEach
  void copy() throws IOException {
    Files.createDirectory(folder.resolve("wal"));
    for (String name : FILES) {
      Files.write(folder.resolve("wal").resolve(name), golden(name));
    }
  }

  @Test
  void isReadAsItsFormatSays() {
    Collected found = new Collected();
    String every =
        IntStream.range(0, 256).mapToObj(Character::toString).collect(Collectors.joining());

    try (WriteAheadLog log =
        WriteAheadLog.open(Disk.local(), folder.resolve("wal"), LogOptions.DEFAULT, found)) {
      assertThat(found.records())
          .containsExactly(
              "checkpoint team-a/1 one and two", "team-a/1 three", "größe/2 ", "/254 " + every);
      assertThat(found.sequences).containsExactly(3L, 4L, 6L);
      assertThat(log.recovery().losses()).isEmpty();
      assertThat(log.recovery().covered()).isEqualTo(2);
      assertThat(log.recovery().checkpointRecords()).isEqualTo(1);
      assertThat(log.lastSequence()).isEqualTo(6);
    }
  }

  @Test
  void isWrittenAsItsFormatSays() throws IOException {
    assertThat(LogIdentity.line(IDENTITY)).isEqualTo(golden("version"));
    byte[] first = golden(FILES.get(2));
    int end = first.length - 40; // a torn record stands behind
    byte[] three = "three".getBytes(StandardCharsets.UTF_8);

    assertThat(new SegmentHeader(false, IDENTITY, 3, 0, 0, 0).bytes())
        .isEqualTo(Arrays.copyOf(first, 64));
    byte[] front = RecordFormat.front("team-a", 1, three, 0, 5);
    RecordFormat.number(front, IDENTITY, 3);
    assertThat(front).isEqualTo(Arrays.copyOfRange(first, 64, 64 + front.length));
    byte[] empty = RecordFormat.front("größe", 2, three, 2, 2);
    RecordFormat.number(empty, IDENTITY, 4);
    assertThat(empty).isEqualTo(Arrays.copyOfRange(first, end - empty.length, end));
    assertThat(new SegmentHeader(false, IDENTITY, 6, 3, end, 4).bytes())
        .isEqualTo(Arrays.copyOf(golden(FILES.get(3)), 64));
    assertThat(SegmentHeader.ofCheckpoint(IDENTITY, 2).bytes())
        .isEqualTo(Arrays.copyOf(golden(FILES.get(1)), 64));
  }
}
