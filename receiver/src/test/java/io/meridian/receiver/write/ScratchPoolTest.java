package io.meridian.receiver.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.zstd.ZstdCompressor;
import io.meridian.model.OverloadedException;
import io.meridian.receiver.write.WireFormat.Encoding;
import io.meridian.service.http.RequestBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScratchPoolTest {
  private static final int LARGEST = 32 << 20;
  private static final WireFormat SNAPPY =
      new WireFormat(WireFormat.Message.REMOTE_WRITE_1, Encoding.SNAPPY);

  /** An eighth of 256 MiB. */
  private final ScratchPool small = ScratchPool.of(32 << 20, LARGEST, Duration.ZERO);

  @Test
  void decodesOneLargeRequestAtATimeOnASmallHeapAndFourOthersBeside() throws Exception {
    ScratchPool.Turn large = small.take(true);
    assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> small.take(true));
    List<ScratchPool.Turn> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      others.add(small.take(false));
    }
    assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> small.take(false));

    large.close();
    others.getFirst().close();
    small.take(true).close();
    small.take(false).close();
  }

  @Test
  void decodesAsManyAsTheMemoryIsFor() throws Exception {
    ScratchPool pool = ScratchPool.of(128 << 20, LARGEST, Duration.ZERO);

    for (int i = 0; i < 4; i++) {
      assertThat(pool.take(true).scratch()).isNotNull();
    }
    assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> pool.take(true));
    for (int i = 0; i < 16; i++) {
      assertThat(pool.take(false).scratch()).isNotNull();
    }
    assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> pool.take(false));
  }

  @Test
  void givesMemoryToTheNextRequestOfItsSize() throws Exception {
    WriteScratch usual;
    try (ScratchPool.Turn turn = small.take(false)) {
      usual = turn.scratch();
    }
    WriteScratch grown;
    try (ScratchPool.Turn turn = small.take(true)) {
      grown = turn.scratch();
      assertThat(grown).isSameAs(usual);
      grown.decode(SNAPPY, snappyRequest(16 << 20), LARGEST);
    }

    try (ScratchPool.Turn turn = small.take(false)) {
      assertThat(turn.scratch()).isNotSameAs(grown);
    }
    try (ScratchPool.Turn turn = small.take(true)) {
      assertThat(turn.scratch()).isSameAs(grown);
    }
  }

  /** A request of one series whose label's value has so many bytes. */
  private static RequestBody snappyRequest(int length) {
    byte[] raw = new Sent().series("a", "b".repeat(length)).sample(1, 1).bytes();
    return compressed(raw);
  }

  @Test
  void knowsLargeRequestsByTheirOwnWords() {
    assertThat(Decompression.isLarge(Encoding.SNAPPY, snappy(8 << 20))).isFalse();
    assertThat(Decompression.isLarge(Encoding.SNAPPY, snappy((8 << 20) + 1))).isTrue();
    assertThat(Decompression.isLarge(Encoding.ZSTD, zstd(8 << 20))).isFalse();
    assertThat(Decompression.isLarge(Encoding.ZSTD, zstd((8 << 20) + 1))).isTrue();
    assertThat(Decompression.isLarge(Encoding.ZSTD, RequestBody.empty())).isFalse();
    assertThat(Decompression.isLarge(Encoding.ZSTD, RequestBody.of(new byte[] {1, 2, 3})))
        .isFalse();
  }

  private static RequestBody snappy(int length) {
    return compressed(new byte[length]);
  }

  private static RequestBody compressed(byte[] raw) {
    SnappyCompressor compressor = SnappyCompressor.create();
    byte[] out = new byte[compressor.maxCompressedLength(raw.length)];
    return new RequestBody(out, compressor.compress(raw, 0, raw.length, out, 0, out.length));
  }

  private static RequestBody zstd(int length) {
    ZstdCompressor compressor = ZstdCompressor.create();
    byte[] out = new byte[compressor.maxCompressedLength(length)];
    int compressed = compressor.compress(new byte[length], 0, length, out, 0, out.length);
    return new RequestBody(out, compressed);
  }
}
