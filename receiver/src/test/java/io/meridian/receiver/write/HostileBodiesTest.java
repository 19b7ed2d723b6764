package io.meridian.receiver.write;

import static io.meridian.receiver.write.Endpoint.NOW;
import static io.meridian.receiver.write.Endpoint.snappy;
import static io.meridian.receiver.write.Endpoint.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.service.http.Response;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.head.LabelLimits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that want to be expensive are not; bodies as they should be cost nothing a sample. */
class HostileBodiesTest {
  private static final String[] ZSTD = {"Content-Encoding", "zstd"};
  private static final String[] V2 = {
    "Content-Type", "application/x-protobuf;proto=io.prometheus.write.v2.Request"
  };

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;
  private Endpoint endpoint;

  @BeforeEach
  void open() {
    endpoint = new Endpoint(folder);
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private long allocated(byte[] body, String... headers) {
    return Allocation.bytes(20, () -> endpoint.send(body, headers));
  }

  private void isRefused(int status, String said, byte[] body, String... headers) {
    Response answer = endpoint.send(body, headers);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(Endpoint.text(answer)).contains(said);
  }

  @Test
  void believesNoLengthThatSnappyCannotHold() {
    byte[] claim = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x04, 0, 1, 2, 3};
    isRefused(400, "it cannot hold the 1073741824 bytes that it claims", claim);
    assertThat(allocated(claim)).isLessThan(8 << 10);
  }

  @Test
  void decompressesNoMoreThanIsAllowed() {
    byte[] bomb = snappy(new byte[Endpoint.LARGEST + 1]);
    isRefused(413, "decompressed it has 1048577 bytes or more, 1048576 are allowed", bomb);
    assertThat(allocated(bomb)).isLessThan(8 << 10);

    byte[] second = zstd(new byte[64 << 20]);
    assertThat(second.length).isLessThan(16 << 10);
    isRefused(413, "decompressed it has 67108864 bytes or more", second, ZSTD);
    assertThat(allocated(second, ZSTD)).isLessThan(8 << 10);
  }

  @Test
  void stopsAtTheLimitWhereAFrameDoesNotSayHowLongItIs() {
    byte[] bomb = withoutLength(zstd(new byte[Endpoint.LARGEST + 1]));
    isRefused(413, "decompressed it has 1048577 bytes or more, 1048576 are allowed", bomb, ZSTD);

    byte[] request = new Sent().series("a", "b".repeat(20_000)).sample(NOW, 1).bytes();
    assertThat(endpoint.send(withoutLength(zstd(request)), ZSTD).status()).isEqualTo(204);
  }

  /** A frame's header with a window in place of its length. */
  private static byte[] withoutLength(byte[] frame) {
    int flags = frame[4] & 0xff;
    boolean single = (flags & 0x20) != 0;
    int lengthBytes =
        switch (flags >>> 6) {
          case 0 -> single ? 1 : 0;
          case 1 -> 2;
          case 2 -> 4;
          default -> 8;
        };
    int headerEnd = 5 + (single ? 0 : 1) + lengthBytes;
    byte[] changed = new byte[6 + frame.length - headerEnd];
    System.arraycopy(frame, 0, changed, 0, 4);
    changed[4] = (byte) (flags & 0x04);
    changed[5] = 0x70;
    System.arraycopy(frame, headerEnd, changed, 6, frame.length - headerEnd);
    return changed;
  }

  /**
   * A million labels of other names, none where it belongs: sorted one by one, they would take
   * hours.
   */
  @ParameterizedTest
  @EnumSource(Way.class)
  @Timeout(300)
  void refusesAMillionLabelsAndKeepsNothingOfThem(Way way, @TempDir Path other) {
    byte[] million = way.body(new Sent().series(backwards(1_000_000)).sample(NOW, 1));
    byte[] good = way.body(new Sent().series(backwards(LabelLimits.MOST)).sample(NOW, 1));
    try (Endpoint wide = new Endpoint(other, NOW, 32 << 20)) {
      Response refused = wide.send(million, way.headers());

      assertThat(refused.status()).as(Endpoint.text(refused)).isEqualTo(400);
      assertThat(Endpoint.text(refused))
          .startsWith("1 of 1 samples refused")
          .endsWith("All: 1 of a new series with too many labels.\n")
          .hasSizeLessThan(2000);
      assertThat(wide.store.source("default-tenant").orElseThrow().seriesCount()).isZero();
      assertThat(Allocation.bytes(3, () -> wide.send(million, way.headers()))).isLessThan(64 << 10);
      assertThat(wide.send(good, way.headers()).status()).isEqualTo(204);
    }
  }

  /** So many labels, the last one first. */
  private static String[] backwards(int count) {
    String[] labels = new String[2 * count];
    Arrays.setAll(labels, i -> i % 2 == 0 ? "n" + (9_000_000 - i) : "v");
    return labels;
  }

  @Test
  @Timeout(300)
  void takesTensOfThousandsOfNamesWithoutSortingThemAnewForEach() {
    Sent sent = new Sent();
    for (int series = 0; series < 40; series++) {
      String[] labels = backwards(1000);
      for (int i = 0; i < labels.length; i += 2) {
        labels[i] += "_" + series;
      }
      sent.series(labels).sample(NOW, 1);
    }

    assertThat(endpoint.send(snappy(sent.bytes())).status()).isEqualTo(204);
  }

  @Test
  void answersDamagedBodiesWithAClientsErrorOnly() {
    RandomGenerator random = seed.random();
    Sent sent = new Sent().series("__name__", "up", "job", "a").sample(NOW, 1).histogram(NOW, 3);
    byte[] first = snappy(sent.bytes());
    byte[] second = snappy(sent.bytes2());
    for (int round = 0; round < 3000; round++) {
      boolean two = random.nextBoolean();
      byte[] damaged = (two ? second : first).clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      byte[] body = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));

      Response answer =
          switch (random.nextInt(3)) {
            case 0 -> endpoint.send(body, ZSTD);
            default -> two ? endpoint.send(body, V2) : endpoint.send(body);
          };

      assertThat(answer.status()).isIn(204, 400, 413);
    }
  }

  @Test
  void allocatesNothingForASample() {
    for (boolean two : new boolean[] {false, true}) {
      long few = allocated(request(100, two), two ? V2 : new String[0]);
      long many = allocated(request(1100, two), two ? V2 : new String[0]);
      assertThat(many - few).as("bytes for 1000 samples").isLessThan(1000);
    }
  }

  private static byte[] request(int series, boolean two) {
    Sent sent = new Sent();
    for (int i = 0; i < series; i++) {
      sent.series("__name__", "up", "instance", "i" + i).sample(NOW, 1);
    }
    return snappy(two ? sent.bytes2() : sent.bytes());
  }
}
