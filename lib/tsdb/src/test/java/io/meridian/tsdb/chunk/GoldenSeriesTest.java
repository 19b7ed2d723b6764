package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.BucketWalk;
import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.testkit.Conformance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Series of the golden blocks, taken apart and cut into chunks again: the same chunks as
 * Prometheus' head made of them, to the byte.
 *
 * <p>A histogram in a chunk has all buckets of the chunk; with which empty buckets it was appended
 * is not to be seen any more, but decides when a chunk is rewritten and how large it is at that
 * time. So a series counts as the same if it becomes so with the buckets as they are in the chunk,
 * or with empty ones only in gaps up to a certain length, at least in its first chunk. The hint of
 * a reset is taken from the chunk's header. The header itself may differ where a writer is free:
 * ours knows less of a reset than Prometheus' where gauges came before, and Prometheus' knows
 * nothing in its last chunk of a series, which it writes anew when it makes the block.
 */
class GoldenSeriesTest {
  private static final long RANGE = 7_200_000;
  private static final int AS_IT_IS = -1;
  private static final int LONGEST_GAP = 2;

  private final ChunkDecoder decoder = new ChunkDecoder();
  private final List<GoldenChunk> series = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private String name = "";
  private int same;

  @Test
  void becomeTheSameChunksAgain() throws IOException {
    cut("golden/histograms/", ChunkFormat.COMPATIBLE);
    cut("golden/histograms-st/", ChunkFormat.START_TIMES);
    cut("golden/xor/", ChunkFormat.COMPATIBLE);
    cut("golden/xor2/", ChunkFormat.START_TIMES);

    assertThat(others).isEmpty();
    Conformance.count("golden-series-cut", same);
  }

  private void cut(String folder, ChunkFormat format) throws IOException {
    name = "";
    GoldenChunk.forEach(
        folder,
        chunk -> {
          String next = chunk.name().substring(0, chunk.name().lastIndexOf(' '));
          if (!next.equals(name)) {
            cutSeries(format);
            name = next;
          }
          series.add(chunk);
        });
    cutSeries(format);
  }

  private void cutSeries(ChunkFormat format) {
    if (series.isEmpty()) {
      return;
    }
    if (isSame(format)) {
      same++;
    } else {
      others.add(name);
    }
    series.clear();
  }

  private boolean isSame(ChunkFormat format) {
    for (int gap = AS_IT_IS; gap <= LONGEST_GAP; gap++) {
      if (isSame(chunks(samples(gap, gap), format), format)
          || isSame(chunks(samples(gap, AS_IT_IS), format), format)) {
        return true;
      }
    }
    return false;
  }

  private boolean isSame(List<byte[]> chunks, ChunkFormat format) {
    if (chunks.size() != series.size()) {
      return false;
    }
    for (int i = 0; i < chunks.size(); i++) {
      GoldenChunk golden = series.get(i);
      if (golden.encoding().isHistogram()) {
        int resets = format == ChunkFormat.START_TIMES ? 0 : 2;
        byte[] ours = chunks.get(i);
        int difference = (ours[resets] ^ golden.data()[resets]) & 0xc0;
        boolean free = (ours[resets] & 0xc0) == 0 || (golden.data()[resets] & 0xc0) == 0;
        if (difference != 0 && free) {
          ours[resets] ^= (byte) difference;
        }
      }
      if (!Arrays.equals(chunks.get(i), golden.data())) {
        return false;
      }
    }
    return true;
  }

  private static List<byte[]> chunks(SampleBuffer samples, ChunkFormat format) {
    List<byte[]> chunks = new ArrayList<>();
    new SeriesChunker(format, RANGE)
        .chunk(
            samples,
            (encoding, minTime, maxTime, count, data, from, to) ->
                chunks.add(Arrays.copyOfRange(data, from, to)));
    return chunks;
  }

  private SampleBuffer samples(int firstGap, int laterGap) {
    SampleBuffer all = new SampleBuffer();
    SampleBuffer buffer = new SampleBuffer();
    for (GoldenChunk chunk : series) {
      int gap = chunk == series.getFirst() ? firstGap : laterGap;
      buffer.clear();
      decoder.decode(chunk.encoding(), chunk.data(), 0, chunk.data().length, buffer);
      for (int i = 0; i < buffer.size(); i++) {
        if (buffer.laneIndex(i) < 0) {
          all.add(buffer.time(i), buffer.value(i), buffer.startTime(i));
        } else {
          int index = add(buffer.lane(), buffer.laneIndex(i), gap, all.lane());
          if (i == 0 && isReset(chunk)) {
            all.lane().hint(index, CounterResetHint.RESET);
          }
          all.addHistogram(buffer.time(i), buffer.value(i), buffer.startTime(i));
        }
      }
    }
    return all;
  }

  private boolean isReset(GoldenChunk chunk) {
    return chunk.about().get("header").asString().equals("reset")
        || (chunk == series.getLast() && name.contains("explicit reset hints"));
  }

  private static int add(HistogramLane from, int index, int gap, HistogramLane to) {
    if (gap == AS_IT_IS) {
      return to.add(from, index);
    }
    HistogramLayout layout = from.layout(index);
    List<Long> words = new ArrayList<>();
    Spans positive =
        narrowed(layout.positive(), from.words(), from.positiveStart(index), gap, words);
    Spans negative =
        narrowed(layout.negative(), from.words(), from.negativeStart(index), gap, words);
    int added =
        to.add(
            new HistogramLayout(
                layout.schema(), layout.zeroThreshold(), positive, negative, layout.customBounds()),
            from.isInteger(index),
            from.hint(index));
    System.arraycopy(from.words(), from.start(index), to.words(), to.start(added), 3);
    for (int i = 0; i < words.size(); i++) {
      to.words()[to.start(added) + 3 + i] = words.get(i);
    }
    return added;
  }

  private static Spans narrowed(Spans spans, long[] words, int at, int gap, List<Long> kept) {
    List<Integer> buckets = new ArrayList<>();
    BucketWalk walk = new BucketWalk();
    walk.forward(spans);
    while (walk.next()) {
      long word = words[at + walk.position()];
      if (word != 0) {
        int next = buckets.isEmpty() ? walk.bucket() : buckets.getLast() + 1;
        if (walk.bucket() - next <= gap) {
          for (; next < walk.bucket(); next++) {
            buckets.add(next);
            kept.add(0L);
          }
        }
        buckets.add(walk.bucket());
        kept.add(word);
      }
    }
    return Spans.around(buckets.stream().mapToInt(Integer::intValue).toArray(), buckets.size());
  }
}
