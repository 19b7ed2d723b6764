package io.meridian.tsdb.aggregate;

import static io.meridian.tsdb.merge.Columns.buffer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.Histogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.AggregateChunkBuilder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.merge.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregateReaderTest {
  private final AggregateReader reader = new AggregateReader();
  private final SampleBuffer read = new SampleBuffer();

  @Test
  void averagesEachWindow() {
    byte[] chunk = chunks(buffer(1_000, 1, 2_000, 4, 301_000, 7, 302_000, 8)).getFirst();

    reader.average(chunk, 0, chunk.length, Long.MIN_VALUE, Long.MAX_VALUE, read);

    assertThat(Columns.of(read)).isEqualTo("299999:2.5 302000:7.5");
  }

  @Test
  void averagesWithinARangeOfTime() {
    byte[] chunk = chunks(buffer(1_000, 1, 301_000, 7, 601_000, 8)).getFirst();

    reader.average(chunk, 0, chunk.length, 300_000, 600_000, read);

    assertThat(Columns.of(read)).isEqualTo("599999:7.0");
  }

  @Test
  void averagesHistogramsWithoutTouchingWhatIsStored() {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 1; i <= 4; i++) {
      histogram(2 * i).addTo(samples.lane());
      samples.addHistogram(200_000L * i, 2 * i, 0);
    }
    byte[] chunk = chunks(samples).getFirst();

    for (int round = 0; round < 2; round++) {
      read.clear();
      reader.average(chunk, 0, chunk.length, Long.MIN_VALUE, Long.MAX_VALUE, read);

      assertThat(Histogram.of(read.lane(), 0).toString()).isEqualTo("{count:2, sum:2, (1,2]:2}");
      assertThat(Histogram.of(read.lane(), 1).toString()).isEqualTo("{count:4, sum:4, (1,2]:4}");
      assertThat(read.value(2)).isEqualTo(7);
    }
  }

  @Test
  void refusesSumsAndCountsOfDifferentWindows() {
    byte[] chunk = chunk(buffer(10, 1, 20, 1), buffer(10, 1, 30, 1));
    reader.object("block x", 7);

    assertThatThrownBy(
            () -> reader.average(chunk, 0, chunk.length, Long.MIN_VALUE, Long.MAX_VALUE, read))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("block x at offset 7")
        .hasMessageContaining("a sum at 30 stands beside a count at 20");
  }

  @Test
  void readsACounterOverChunksWithAResetBetween() {
    List<byte[]> first = chunks(buffer(10_000, 5, 20_000, 8, 310_000, 3));
    List<byte[]> second = chunks(buffer(610_000, 2, 620_000, 6, 910_000, 7));

    readCounter(List.of(first.getFirst(), second.getFirst()), Long.MIN_VALUE, Long.MAX_VALUE);

    // 5, +3, reset +3 | reset +2, +4, +1
    assertThat(Columns.of(read))
        .isEqualTo("10000:5.0 299999:8.0 310000:11.0 610000:13.0 899999:17.0 910000:18.0");
  }

  @Test
  void countsFromTheFirstChunkEvenIfTheRangeBeginsLater() {
    List<byte[]> chunks = chunks(buffer(10_000, 5, 20_000, 8, 310_000, 3, 320_000, 4));

    readCounter(chunks, 300_000, Long.MAX_VALUE);

    assertThat(Columns.of(read)).isEqualTo("320000:12.0");
  }

  @Test
  void readsRawChunksAmongAggregates() {
    XorEncoder raw = new XorEncoder();
    raw.append(400_000, 6);
    raw.append(410_000, 1);
    byte[] aggregates = chunks(buffer(10_000, 5, 20_000, 8)).getFirst();

    reader.beginCounter();
    reader.addCounter(ChunkEncoding.AGGREGATE, aggregates, 0, aggregates.length);
    reader.addCounter(ChunkEncoding.XOR, raw.bytes(), 0, raw.length());
    reader.endCounter(Long.MIN_VALUE, Long.MAX_VALUE, read);

    assertThat(Columns.of(read)).isEqualTo("10000:5.0 20000:8.0 400000:14.0 410000:15.0");
  }

  private void readCounter(List<byte[]> chunks, long minTime, long maxTime) {
    reader.beginCounter();
    for (byte[] chunk : chunks) {
      reader.addCounter(ChunkEncoding.AGGREGATE, chunk, 0, chunk.length);
    }
    reader.endCounter(minTime, maxTime, read);
  }

  private static List<byte[]> chunks(SampleBuffer samples) {
    List<byte[]> chunks = new ArrayList<>();
    new Downsampler(
            300_000,
            (encoding, minTime, maxTime, n, data, from, to) ->
                chunks.add(Arrays.copyOfRange(data, from, to)))
        .downsample(samples);
    return chunks;
  }

  private static byte[] chunk(SampleBuffer counts, SampleBuffer sums) {
    AggregateChunkBuilder builder = new AggregateChunkBuilder();
    builder.reset();
    add(builder, Aggregate.COUNT, counts);
    add(builder, Aggregate.SUM, sums);
    add(builder, Aggregate.COUNTER, sums);
    return Arrays.copyOf(builder.bytes(), builder.length());
  }

  private static void add(AggregateChunkBuilder builder, Aggregate aggregate, SampleBuffer from) {
    XorEncoder encoder = new XorEncoder();
    for (int i = 0; i < from.size(); i++) {
      encoder.append(from.time(i), from.value(i));
    }
    builder.add(aggregate, ChunkEncoding.XOR, encoder.bytes(), 0, encoder.length());
  }

  private static FloatHistogram histogram(double count) {
    HistogramLayout layout =
        new HistogramLayout(0, 0.001, Spans.of(1, 1), Spans.NONE, new double[0]);
    return FloatHistogram.of(layout, CounterResetHint.UNKNOWN, count, 0, count, count);
  }
}
