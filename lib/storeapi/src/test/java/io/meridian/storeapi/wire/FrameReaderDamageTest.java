package io.meridian.storeapi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are not what they should be end in an error that names store and place. */
class FrameReaderDamageTest {
  @RegisterExtension final Seed seed = new Seed();

  private final FrameReader reader = new FrameReader("store-7:10901");

  private void tryToRead(byte[] message) {
    try {
      GoldenFramesTest.read(reader, message);
    } catch (CorruptDataException e) {
      assertThat(e).hasMessageContaining("store");
    }
  }

  private static byte[] message(boolean sharing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SeriesFrames frames = new SeriesFrames(8, sharing, frame -> out.writeBytes(frame.bytes()));
    WireBytes chunks = new WireBytes();
    ChunkFields fields = new ChunkFields();
    fields.begin(-5, 1_700_000_000_000L);
    fields.add(ChunkFields.RAW, ChunkEncoding.XOR, new byte[] {0, 1, 2, 3}, 0, 4);
    fields.end(chunks);
    for (String job : List.of("x", "y")) {
      byte[] labels = Labels.of("__name__", "up", "job", job, "z", "1").packed();
      frames.series(labels, 0, labels.length, chunks.bytes(), 0, chunks.length());
    }
    frames.finish();
    frames.warning("beware");
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void standsTruncationAtEveryLengthAndEveryFlippedBit(boolean sharing) {
    byte[] message = message(sharing);
    assertThat(GoldenFramesTest.read(reader, message)).hasSize(5);
    for (int length = 0; length < message.length; length++) {
      tryToRead(Arrays.copyOf(message, length));
    }
    for (int bit = 0; bit < 8 * message.length; bit++) {
      byte[] flipped = message.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      tryToRead(flipped);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void standsRandomChanges(boolean sharing) {
    RandomGenerator random = seed.random();
    byte[] message = message(sharing);
    for (int round = 0; round < 20_000; round++) {
      byte[] changed = message.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      tryToRead(changed);
    }
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> read("0affffffff0f00"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("message of store-7:10901")
        .hasMessageContaining("4294967295 bytes were announced, 1 are left");
    assertThatThrownBy(() -> read("0b00")).hasMessageContaining("wire type 3");
    assertThatThrownBy(() -> read("0a040a021200")).hasMessageContaining("a name was expected");
    assertThatThrownBy(() -> read("0a100a060a016212013" + "10a060a0161120131"))
        .hasMessageContaining("labels of a series of store-7:10901");
    assertThatThrownBy(() -> read("0a060a000a000a00")).hasMessageContaining("a name was expected");
    assertThatThrownBy(() -> read("0a0612041a020809")).hasMessageContaining("chunk type 9");
    assertThatThrownBy(() -> read("0a0612040805100" + "1"))
        .hasMessageContaining("before it begins");
  }

  private void read(String hex) {
    GoldenFramesTest.read(reader, HexFormat.of().parseHex(hex));
  }
}
