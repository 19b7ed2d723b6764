package io.meridian.storeapi.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.StaleMarker;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EvenChunksTest {
  private static final long BEGIN = 1_700_000_000_000L;
  private static final long SERIES = 42;
  private static final long END = BEGIN + 119 * 30_000L;

  @RegisterExtension final Seed seed = new Seed();

  private final EvenChunks known = new EvenChunks(1 << 10);
  private final CoveredTime covered = new CoveredTime(known);
  private final int place = known.place(SERIES, BEGIN);

  @BeforeEach
  void begin() {
    covered.begin(SERIES);
  }

  private static ChunkBytes chunk(double last) {
    XorEncoder encoder = new XorEncoder();
    for (long time = BEGIN; time <= END; time += 30_000) {
      encoder.append(time, time == END ? last : 1);
    }
    return new ChunkBytes().set(ChunkEncoding.XOR, encoder.bytes(), 0, encoder.length());
  }

  @Test
  void giveWhatWasPutAndNothingElse() {
    RandomGenerator random = seed.random();
    Map<Long, Long> put = new HashMap<>();
    int found = 0;
    for (int i = 0; i < 10_000; i++) {
      long key = random.nextLong();
      int place = known.place(key, BEGIN);
      long distance = random.nextLong(1 << 20);
      assertThat(known.distance(place, key)).isEqualTo(EvenChunks.UNKNOWN);
      known.put(place, key, distance);
      put.put(key, distance);
      assertThat(known.distance(place, key)).isEqualTo(distance);
    }
    for (Map.Entry<Long, Long> each : put.entrySet()) {
      long distance = known.distance(known.place(each.getKey(), BEGIN), each.getKey());
      if (distance != EvenChunks.UNKNOWN) {
        assertThat(distance).isEqualTo(each.getValue());
        found++;
      }
    }
    assertThat(found).isBetween(900, 1 << 10);
  }

  @Test
  void doNotRememberDistancesThatTheyHaveNoRoomFor() {
    known.put(0, 1L << 40, 1 << 20);

    assertThat(known.distance(0, 1L << 40)).isEqualTo(EvenChunks.UNKNOWN);
  }

  @Test
  void haveRoomForAllChunksOfASeries() {
    for (int i = 0; i < 200; i++) {
      long time = BEGIN + i * 1_800_000L;
      known.put(known.place(7, time), (i + 1L) << 20, 15_000 + i);
    }
    for (int i = 0; i < 200; i++) {
      long time = BEGIN + i * 1_800_000L;
      assertThat(known.distance(known.place(7, time), (i + 1L) << 20)).isEqualTo(15_000 + i);
    }
  }

  @Test
  void knowChunksThatWereLookedInto() {
    covered.add(chunk(2), BEGIN, END);
    covered.begin(SERIES);
    covered.add(chunk(StaleMarker.VALUE), BEGIN, END);

    assertThat(known.distance(place, EvenChunks.key(chunk(2), BEGIN, END))).isEqualTo(30_000);
    assertThat(known.distance(place, EvenChunks.key(chunk(StaleMarker.VALUE), BEGIN, END)))
        .isZero();
    assertThat(covered.covers(BEGIN, END)).isFalse();
  }

  @Test
  void spareALookIntoTheChunk() {
    ChunkBytes none = new ChunkBytes().set(ChunkEncoding.XOR, new byte[] {0, 30, 1}, 0, 3);
    known.put(place, EvenChunks.key(none, BEGIN, END), 30_000);

    covered.add(none, BEGIN, END);

    assertThat(covered.covers(BEGIN, END)).isTrue();
    assertThat(covered.covers(BEGIN, END + 15_001)).isFalse();
  }

  @Test
  void knowNothingOfAChunkThatIsNotAsItsIndexSays() {
    covered.add(chunk(2), BEGIN, END + 60_000);

    assertThat(covered.covers(BEGIN, END)).isFalse();
    assertThat(known.distance(place, EvenChunks.key(chunk(2), BEGIN, END + 60_000)))
        .isEqualTo(EvenChunks.UNKNOWN);
  }
}
