package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TileTest {
  @Test
  void knowsWhichCellsHoldASample() {
    Tile tile = new Tile(3, 43);
    tile.put(0, 1);
    tile.put(63, 2);
    tile.put(64, 3);
    tile.put(128, Double.NaN);

    for (int cell = 0; cell < 129; cell++) {
      assertThat(tile.has(cell)).isEqualTo(cell == 0 || cell == 63 || cell == 64 || cell == 128);
    }
    tile.clear();
    assertThat(tile.has(63)).isFalse();
  }

  @Test
  void holdsHistogramsBesideFloats() {
    Tile tile = new Tile(1, 4);
    tile.put(0, 1);
    int index = tile.lane().add(HistogramLayout.EMPTY, true, CounterResetHint.GAUGE);
    tile.lane().words()[tile.lane().start(index) + 2] = Double.doubleToRawLongBits(7.5);
    tile.putHistogram(2);

    assertThat(tile.hasHistograms()).isTrue();
    assertThat(tile.laneIndex(0)).isEqualTo(-1);
    assertThat(tile.laneIndex(2)).isZero();
    assertThat(tile.values()[2]).isEqualTo(7.5);

    tile.put(2, 3);
    assertThat(tile.laneIndex(2)).isEqualTo(-1);
    tile.clear();
    assertThat(tile.has(2)).isFalse();
    assertThat(tile.hasHistograms()).isFalse();
  }

  @Test
  void staysWithinItsBytes() {
    assertThat(Tile.seriesFor(121) * 121 * Double.BYTES).isLessThanOrEqualTo(Tile.MAX_BYTES);
    assertThat(Tile.seriesFor(10_000_000)).isEqualTo(1);
    assertThat(new Tile(Tile.seriesFor(121), 121).steps()).isEqualTo(121);
    assertThatThrownBy(() -> new Tile(66, 1000)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Tile(1 << 20, 1 << 20)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void marksAndCountsRunsOfCellsAcrossWords() {
    Tile tile = new Tile(3, 70);

    tile.addWritten(60, 140);
    tile.remove(64);

    assertThat(tile.count(0, 210)).isEqualTo(79);
    assertThat(tile.count(59, 61)).isEqualTo(1);
    assertThat(tile.has(59)).isFalse();
    assertThat(tile.has(139)).isTrue();
    assertThat(tile.has(140)).isFalse();
    assertThat(tile.count(128, 128)).isZero();
  }

  @Test
  void oneSeriesMayHaveMoreStepsThanATileHolds() {
    assertThat(new Tile(1, 1_000_000).steps()).isEqualTo(1_000_000);
  }
}
