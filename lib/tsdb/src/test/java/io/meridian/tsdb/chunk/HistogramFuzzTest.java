package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.CorruptDataException;
import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are either refused or read to samples that can be written and read again. The fuzzer's
 * agent takes seconds to start, so that a plain build does without; {@link HistogramDamageTest} has
 * mutations of its own.
 */
@Tag("long")
class HistogramFuzzTest {
  private static final List<ChunkEncoding> ENCODINGS =
      List.of(
          ChunkEncoding.HISTOGRAM,
          ChunkEncoding.FLOAT_HISTOGRAM,
          ChunkEncoding.HISTOGRAM_ST,
          ChunkEncoding.FLOAT_HISTOGRAM_ST);

  /**
   * Decodes a chunk.
   *
   * @param input its first byte chooses the encoding
   */
  @FuzzTest
  void decodes(byte[] input) {
    if (input.length > 0) {
      readAndWrite(ENCODINGS.get(input[0] & 3), Arrays.copyOfRange(input, 1, input.length));
    }
  }

  static void readAndWrite(ChunkEncoding encoding, byte[] chunk) {
    SampleBuffer first = new SampleBuffer();
    HistogramEncoder encoder = new HistogramEncoder(encoding);
    try {
      new ChunkDecoder().decode(encoding, chunk, 0, chunk.length, first);
      encoder.resume(chunk, 0, chunk.length);
    } catch (CorruptDataException refused) {
      return;
    }

    SampleBuffer second = new SampleBuffer();
    new ChunkDecoder().decode(encoding, encoder.bytes(), 0, encoder.length(), second);

    assertThat(second.size()).isEqualTo(first.size());
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.time(i)).isEqualTo(first.time(i));
      assertThat(second.startTime(i)).isEqualTo(first.startTime(i));
      assertThat(words(second, i)).isEqualTo(words(first, i));
    }
  }

  private static List<Long> words(SampleBuffer buffer, int sample) {
    HistogramLane lane = buffer.lane();
    int index = buffer.laneIndex(sample);
    int from = lane.start(index);
    int to = lane.positiveStart(index) + lane.layout(index).buckets();
    return Arrays.stream(lane.words(), from, to).boxed().toList();
  }
}
