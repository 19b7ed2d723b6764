package io.meridian.storeapi.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.SampleBuffer;
import io.meridian.storeapi.wire.ChunkFieldReader;
import io.meridian.storeapi.wire.ChunkFields;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.Xor2Encoder;
import io.meridian.tsdb.chunk.XorEncoder;
import org.junit.jupiter.api.Test;

/** Chunks that only some readers know are written so that all do. */
class PlainChunksTest {
  private final PlainChunks plain = new PlainChunks();

  @Test
  void writesChunksWithStartTimesWithoutThem() {
    XorEncoder xor = new XorEncoder();
    Xor2Encoder xor2 = new Xor2Encoder();
    for (int i = 0; i < 50; i++) {
      xor.append(i * 1000L, i);
      xor2.append(50_000 + i * 1000L, 50.0 + i, 1);
    }
    WireBytes chunks = new WireBytes();
    ChunkFields fields = new ChunkFields();
    fields.begin(0, 49_000);
    fields.add(ChunkFields.RAW, ChunkEncoding.XOR, xor.bytes(), 0, xor.length());
    fields.end(chunks);
    int first = chunks.length();
    fields.begin(50_000, 99_000);
    fields.add(ChunkFields.RAW, ChunkEncoding.XOR2, xor2.bytes(), 0, xor2.length());
    fields.end(chunks);

    assertThat(plain.arePlain(chunks.bytes(), 0, first)).isTrue();
    assertThat(plain.arePlain(chunks.bytes(), 0, chunks.length())).isFalse();
    WireBytes written = new WireBytes();
    plain.write(chunks.bytes(), 0, chunks.length(), written);

    assertThat(plain.arePlain(written.bytes(), 0, written.length())).isTrue();
    SampleBuffer samples = new SampleBuffer();
    ChunkFieldReader reader = new ChunkFieldReader("test");
    ChunkDecoder decoder = new ChunkDecoder("test");
    int raw = ChunkFieldReader.RAW;
    for (reader.reset(written.bytes(), 0, written.length()); reader.next(); ) {
      decoder.decode(
          reader.encoding(raw),
          written.bytes(),
          reader.from(raw),
          reader.to(raw),
          0,
          Long.MAX_VALUE,
          samples);
    }
    assertThat(samples.size()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(samples.time(i)).isEqualTo(i * 1000L);
      assertThat(samples.value(i)).isEqualTo(i);
    }
  }
}
