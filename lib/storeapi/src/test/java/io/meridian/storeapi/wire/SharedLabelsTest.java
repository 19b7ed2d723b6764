package io.meridian.storeapi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Series that share labels in their message are the series that they were. */
class SharedLabelsTest {
  @RegisterExtension final Seed seed = new Seed();

  /** Labels that differ in some from series to series, in names too; perhaps none at all. */
  private static Labels labels(RandomGenerator random) {
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      if (random.nextInt(8) > 0) {
        int kinds = i % 7 == 0 ? 1000 : 2;
        int length = random.nextInt(60) == 0 ? 200 : 1;
        labels.put("l%02d".formatted(i), "ü".repeat(length) + random.nextInt(kinds));
      }
    }
    return random.nextInt(30) == 0 ? Labels.EMPTY : Labels.of(labels);
  }

  private static WireBytes chunks(RandomGenerator random) {
    WireBytes chunks = new WireBytes();
    ChunkFields fields = new ChunkFields();
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] data = new byte[random.nextInt(200) == 0 ? SeriesFrames.FRAME_BYTES / 2 : 20];
      fields.begin(0, 1000);
      fields.add(ChunkFields.RAW, ChunkEncoding.XOR, data, 0, data.length);
      fields.end(chunks);
    }
    return chunks;
  }

  /** The series of messages; those that go on in the next message once for each part. */
  private static List<String> read(List<Frame> messages) {
    FrameReader reader = new FrameReader("store");
    List<String> series = new ArrayList<>();
    for (Frame message : messages) {
      reader.reset(message);
      while (reader.next() != FrameReader.Part.END) {
        series.add(
            Labels.copyOf(reader.labelBytes(), 0, reader.labelsTo())
                + " "
                + Arrays.hashCode(
                    Arrays.copyOfRange(
                        reader.chunkBytes(), reader.chunksFrom(), reader.chunksTo())));
      }
    }
    return series;
  }

  @Test
  void areThoseThatEachSeriesHad() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 30; round++) {
      int size = random.nextInt(0, 100);
      List<Frame> plain = new ArrayList<>();
      List<Frame> shared = new ArrayList<>();
      SeriesFrames one = new SeriesFrames(size, false, plain::add);
      SeriesFrames other = new SeriesFrames(size, true, shared::add);
      for (int i = random.nextInt(500); i >= 0; i--) {
        byte[] packed = labels(random).packed();
        WireBytes chunks = random.nextInt(4) == 0 ? new WireBytes() : chunks(random);
        one.series(packed, 0, packed.length, chunks.bytes(), 0, chunks.length());
        other.series(packed, 0, packed.length, chunks.bytes(), 0, chunks.length());
      }
      one.finish();
      other.finish();

      assertThat(read(shared)).isEqualTo(read(plain));
      assertThat(bytes(shared)).isLessThanOrEqualTo(bytes(plain));
    }
  }

  private static long bytes(List<Frame> messages) {
    return messages.stream().mapToLong(message -> message.bytes().length).sum();
  }

  @Test
  void travelOnce() {
    List<Frame> messages = new ArrayList<>();
    SeriesFrames frames = new SeriesFrames(100, true, messages::add);
    for (int i = 0; i < 100; i++) {
      byte[] packed = Labels.of("job", "x".repeat(1000), "pod", "p%02d".formatted(i)).packed();
      frames.series(packed, 0, packed.length, new byte[0], 0, 0);
    }
    frames.finish();
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().bytes().length).isLessThan(1000 + 100 * 24);
  }

  private static SharedLabelReader reader() {
    SharedLabelReader reader = new SharedLabelReader("labels");
    byte[] first = Labels.of("b", "1", "d", "2").packed();
    WireBytes written = new WireBytes();
    new SharedLabels().write(first, 0, first.length, written);
    reader.read(written.bytes(), 0, written.length());
    return reader;
  }

  private static void refuses(String finding, Object... tokens) {
    WireBytes written = new WireBytes();
    for (Object token : tokens) {
      if (token instanceof Integer number) {
        written.varint(number);
      } else {
        byte[] text = token.toString().getBytes(StandardCharsets.UTF_8);
        written.add(text, 0, text.length);
      }
    }
    assertThatThrownBy(() -> reader().read(written.bytes(), 0, written.length()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(finding);
  }

  @Test
  void areInOrderAndThere() {
    byte[] both = Labels.of("b", "1", "d", "2").packed();
    byte[] read = reader().read(new byte[] {4}, 0, 1).bytes();
    assertThat(Arrays.copyOf(read, both.length)).isEqualTo(both);

    refuses("3 labels of the series before were announced, which has 2", 6);
    refuses("1 labels of the series before were announced, which has 0 behind these 2", 4, 2);
    refuses("found 0", 0);
    refuses("found 1", 1);
    refuses("9 bytes were announced, 4 are left", 19, "\1e\0011");
    refuses("must ascend", 4, 9, "\1a\0011");
    refuses("must ascend", 9, "\1x\0011", 2);
    refuses("must ascend", 17, "\1x\0011\1c\0011");
    refuses("not valid UTF-8", 9, "\1x\1" + "ü");
    assertThatThrownBy(() -> reader().read(new byte[] {(byte) 0x84}, 0, 1))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("a number of labels or bytes was expected");
  }
}
