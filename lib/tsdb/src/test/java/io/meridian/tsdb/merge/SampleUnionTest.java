package io.meridian.tsdb.merge;

import static io.meridian.tsdb.merge.Columns.buffer;
import static io.meridian.tsdb.merge.Columns.pieces;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.testkit.Seed;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SampleUnionTest {
  @RegisterExtension final Seed seed = new Seed();

  private final SampleUnion union = new SampleUnion();

  @Test
  void joinsPiecesInTimeOrder() {
    SamplePieces pieces = pieces(buffer(10, 1, 40, 4), buffer(20, 2, 30, 3), buffer(50, 5));

    assertThat(Columns.of(merge(pieces))).isEqualTo("10:1.0 20:2.0 30:3.0 40:4.0 50:5.0");
  }

  @Test
  void takesTheFirstPiecesSampleWhereInstantsAreEqual() {
    SamplePieces pieces = pieces(buffer(20, 1), buffer(10, 2, 20, 2, 30, 2), buffer(20, 3, 30, 3));

    assertThat(Columns.of(merge(pieces))).isEqualTo("10:2.0 20:1.0 30:2.0");
  }

  @Test
  void neverGoesBackInTimeEvenIfAPieceDoes() {
    SamplePieces pieces = pieces(buffer(10, 1, 30, 1, 20, 1, 40, 1), buffer(15, 2, 35, 2));

    assertThat(Columns.of(merge(pieces))).isEqualTo("10:1.0 15:2.0 30:1.0 35:2.0 40:1.0");
  }

  @Test
  void equalsAMapOfInstants() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 200; round++) {
      SamplePieces pieces = new SamplePieces();
      TreeMap<Long, Double> expected = new TreeMap<>();
      for (int piece = random.nextInt(6); piece >= 0; piece--) {
        SampleBuffer samples = Columns.random(random, random.nextInt(1, 50), 100);
        pieces.addPiece(samples);
        for (int i = 0; i < samples.size(); i++) {
          expected.putIfAbsent(samples.time(i), samples.value(i));
        }
      }

      SampleBuffer merged = merge(pieces);

      assertThat(Columns.toMap(merged)).isEqualTo(expected);
    }
  }

  @Test
  void keepsStartTimestampsAndStaleMarkers() {
    SampleBuffer a = buffer(10, 1);
    a.add(30, io.meridian.model.StaleMarker.VALUE, 7);

    SampleBuffer merged = merge(pieces(buffer(20, 2), a));

    assertThat(Columns.of(merged)).isEqualTo("10:1.0 20:2.0 30:stale[7]");
  }

  @Test
  void forgetsThatAHistogramIsNoResetWhenAnotherCameBetween() {
    SampleBuffer a = new SampleBuffer();
    histogram(a, 10, CounterResetHint.UNKNOWN);
    histogram(a, 20, CounterResetHint.NOT_RESET);
    histogram(a, 30, CounterResetHint.NOT_RESET);
    histogram(a, 40, CounterResetHint.GAUGE);
    SampleBuffer b = new SampleBuffer();
    histogram(b, 25, CounterResetHint.UNKNOWN);
    histogram(b, 35, CounterResetHint.NOT_RESET);

    SampleBuffer merged = merge(pieces(a, b));

    HistogramLane lane = merged.lane();
    assertThat(merged.size()).isEqualTo(6);
    assertThat(lane.hint(merged.laneIndex(1))).isEqualTo(CounterResetHint.NOT_RESET);
    assertThat(lane.hint(merged.laneIndex(2))).isEqualTo(CounterResetHint.UNKNOWN);
    assertThat(lane.hint(merged.laneIndex(3))).isEqualTo(CounterResetHint.UNKNOWN);
    assertThat(lane.hint(merged.laneIndex(4))).isEqualTo(CounterResetHint.UNKNOWN);
    assertThat(lane.hint(merged.laneIndex(5))).isEqualTo(CounterResetHint.GAUGE);
  }

  private static void histogram(SampleBuffer samples, long time, CounterResetHint hint) {
    int index = samples.lane().add(HistogramLayout.EMPTY, true, hint);
    int at = samples.lane().start(index);
    samples.lane().words()[at] = time;
    samples.lane().words()[at + 1] = time;
    samples.lane().words()[at + 2] = 0;
    samples.addHistogram(time, 0, 0);
  }

  private SampleBuffer merge(SamplePieces pieces) {
    SampleBuffer into = new SampleBuffer();
    union.merge(pieces, into);
    return into;
  }
}
