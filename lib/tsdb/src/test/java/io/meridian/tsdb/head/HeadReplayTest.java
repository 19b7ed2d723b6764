package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.UnavailableException;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A head's records make the same head again. */
class HeadReplayTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final HeadOptions OPTIONS =
      new HeadOptions(Duration.ofHours(2), Duration.ofMinutes(1), 5000);

  @RegisterExtension final Seed seed = new Seed();

  private final Head head = new Head(OPTIONS);
  private final List<byte[]> records = new ArrayList<>();
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();

  private long append(RequestBytes request) {
    byte[] body = request.take();
    decoder.decode(body, 0, body.length, batch);
    return head.append(
        batch,
        NOW,
        outcomes,
        (record, from, to) -> {
          records.add(Arrays.copyOfRange(record, from, to));
          return records.size();
        });
  }

  /** Replays each shard in turn, the last one first: none waits for another. */
  private static Head replayed(List<byte[]> records, int shards, long dropped) {
    Head again = new Head(OPTIONS);
    HeadReplay replay = again.replay(shards);
    for (int shard = shards - 1; shard >= 0; shard--) {
      for (byte[] record : records) {
        replay.accept(shard, Arrays.copyOf(record, record.length + 7), record.length);
      }
      replay.flush(shard);
    }
    assertThat(replay.finish()).isEqualTo(dropped);
    return again;
  }

  @Test
  void makesTheSameHeadAgainOfPartlyAcceptedRequests() {
    RandomGenerator random = seed.random();
    long time = NOW - 100_000_000;
    for (int i = 0; i < 400; i++) {
      RequestBytes request = new RequestBytes();
      int series = 1 + random.nextInt(40);
      for (int j = 0; j < series; j++) {
        request.label("__name__", "m" + random.nextInt(1500)).label("job", "x");
        for (int k = random.nextInt(4); k > 0; k--) {
          long spread = random.nextInt(50) == 0 ? 1L << random.nextInt(55) : 20_000;
          request.sample(time + random.nextLong(2 * spread) - spread, random.nextInt(3));
        }
        request.endSeries();
      }
      append(request);
      time += 50_000;
    }

    Map<Labels, List<String>> expected = SeriesText.of(head);
    assertThat(expected).hasSizeGreaterThan(1000);
    for (int shards = 2; shards <= 4; shards++) {
      assertThat(SeriesText.of(replayed(records, shards, 0))).isEqualTo(expected);
    }
  }

  @Test
  void takesUpWhatItHasAlreadyWithoutHavingItTwice() {
    for (int i = 0; i < 100; i++) {
      append(new RequestBytes().label("a", "v" + i % 7).sample(NOW - 5000 + i, i).endSeries());
    }
    List<byte[]> repeated = new ArrayList<>(records.subList(0, 60));
    repeated.addAll(records.subList(20, 100));

    Head again = replayed(repeated, 2, 0);

    assertThat(SeriesText.of(again)).isEqualTo(SeriesText.of(head));
    records.clear();
    assertThat(again.seriesCount()).isEqualTo(7);
  }

  @Test
  void recordsNothingForWhatChangesNothing() {
    append(new RequestBytes().label("a", "1").sample(NOW, 1).endSeries());
    long last = append(new RequestBytes().label("a", "1").sample(NOW, 1).endSeries());

    assertThat(last).isZero();
    assertThat(records).hasSize(1);
  }

  @Test
  void changesNothingThatTheLogDoesNotTake() {
    byte[] body = new RequestBytes().label("a", "1").sample(NOW, 1).endSeries().take();
    decoder.decode(body, 0, body.length, batch);

    assertThatThrownBy(() ->
            head.append(
                batch,
                NOW,
                outcomes,
                (_, _, _) -> {
                  throw new UnavailableException("full");
                }))
        .isInstanceOf(UnavailableException.class);
    assertThat(SeriesText.of(head)).isEmpty();
    append(new RequestBytes().label("a", "1").sample(NOW, 2).endSeries());
    assertThat(SeriesText.of(replayed(records, 2, 0)))
        .isEqualTo(Map.of(Labels.of("a", "1"), List.of(NOW + " 4000000000000000")));
  }

  @Test
  void leavesOutSeriesWhoseNamesWereLostAndSaysHowManySamples() {
    append(new RequestBytes().label("a", "1").sample(NOW, 1).endSeries());
    append(new RequestBytes().label("a", "2").sample(NOW, 1).endSeries());
    append(new RequestBytes().label("a", "3").sample(NOW, 1).endSeries());
    append(new RequestBytes().label("a", "2").sample(NOW + 1, 1).endSeries());
    records.remove(1);

    Head again = replayed(records, 3, 1);

    assertThat(SeriesText.of(again).keySet())
        .containsExactly(Labels.of("a", "1"), Labels.of("a", "3"));
  }

  @Test
  void refusesDamagedRecordsWithATypedError() {
    RequestBytes request = new RequestBytes();
    request.label("a", "1").sample(NOW, 1).endSeries().label("a", "2").sample(NOW, 1).endSeries();
    append(request);
    byte[] record = records.get(0);
    for (int length = 1; length < record.length; length++) {
      tryDamaged(Arrays.copyOf(record, length));
    }
    RandomGenerator random = seed.random();
    for (int i = 0; i < 500; i++) {
      byte[] damaged = record.clone();
      damaged[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
      tryDamaged(damaged);
    }
  }

  private static void tryDamaged(byte[] record) {
    HeadReplay replay = new Head(OPTIONS).replay(2);
    for (int shard = 0; shard < 2; shard++) {
      try {
        replay.accept(shard, record, record.length);
      } catch (CorruptDataException e) {
        assertThat(e).hasMessageContaining("a record of the log at offset");
      }
    }
  }
}
