package io.meridian.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Allocation;
import org.junit.jupiter.api.Test;

/** Expected hashes were computed by the C library xxHash over the bytes that the contracts name. */
final class LabelHashTest {
  private static final Labels UP =
      Labels.of("__name__", "up", "instance", "localhost:9090", "job", "prometheus");

  private final LabelHash hash = new LabelHash();

  @Test
  void placesSeriesOnAHashringAsThanosDoes() {
    assertThat(hash.ofSeries("default-tenant", UP)).isEqualTo(0xcb7a3eb434a9984cL);
    assertThat(hash.ofSeries("", Labels.EMPTY)).isEqualTo(0x95634172a60b7544L);
    assertThat(hash.ofSeries("team-é", Labels.of("a", "😀", "é", "1")))
        .isEqualTo(0x6a206ba6475826efL);
    assertThat(hash.ofSeries("t", Labels.of("__name__", "m", "v", "x".repeat(20_000))))
        .isEqualTo(0x83bbe44828df7c83L);
  }

  @Test
  void assignsSeriesToShardsAsThanosDoes() {
    assertThat(shard(LabelNames.NONE, false)).isEqualTo(0xf28c8afcd224e55fL);
    assertThat(shard(LabelNames.of("job", "absent"), true)).isEqualTo(0xa7fb85d168c031e0L);
    assertThat(shard(LabelNames.of("job"), false)).isEqualTo(0x7328a1200f517587L);
    assertThat(shard(LabelNames.NONE, true)).isEqualTo(0xef46db3751d8e999L);
  }

  private long shard(LabelNames names, boolean included) {
    return hash.ofShard(names, included, UP.packed(), 0, UP.packed().length);
  }

  @Test
  void hashesWithoutAllocating() {
    byte[] tenant = "tenant".getBytes(UTF_8);
    byte[] packed = UP.packed();
    LabelNames names = LabelNames.of("job");

    assertThat(Allocation.bytes(20_000, () -> hash.ofSeries(tenant, packed, 0, packed.length)))
        .isZero();
    assertThat(Allocation.bytes(20_000, () -> hash.ofShard(names, true, packed, 0, packed.length)))
        .isZero();
    assertThat(Allocation.bytes(20_000, () -> LabelHash.of(packed, 0, packed.length))).isZero();
  }

  @Test
  void equalSetsHaveEqualHashesWhereverTheyStand() {
    byte[] amid = new byte[UP.packed().length + 7];
    System.arraycopy(UP.packed(), 0, amid, 5, UP.packed().length);

    assertThat(LabelHash.of(amid, 5, 5 + UP.packed().length))
        .isEqualTo(LabelHash.of(UP.packed(), 0, UP.packed().length));
  }
}
