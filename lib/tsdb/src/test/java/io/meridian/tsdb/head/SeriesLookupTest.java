package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Series are found by all of their labels, whatever order they come in. */
class SeriesLookupTest {
  private static final long START = 1_700_000_000_000L;

  @RegisterExtension final Seed seed = new Seed();

  private final Head head = new Head(HeadOptions.DEFAULT);
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();
  private final Map<String, Integer> known = new HashMap<>();
  private long time = START;

  /** Sends a sample of each series; the head must know each by the number that it had before. */
  private void send(List<String> series) {
    RequestBytes request = new RequestBytes();
    time += 15_000;
    for (String each : series) {
      String[] parts = each.split(",", -1);
      for (int i = 0; i < parts.length; i += 2) {
        request.label(parts[i], parts[i + 1]);
      }
      request.sample(time, 1).endSeries();
    }
    byte[] body = request.take();
    decoder.decode(body, 0, body.length, batch);
    head.append(batch, time, outcomes);
    for (int i = 0; i < series.size(); i++) {
      int number = outcomes.series(i);
      assertThat(known.computeIfAbsent(series.get(i), _ -> number)).isEqualTo(number);
    }
    assertThat(known.values()).doesNotHaveDuplicates();
    assertThat(head.seriesCount()).isEqualTo(known.size());
  }

  private static List<String> series(int count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String pod = i % 7 == 0 ? "p" : "pod-%03d".formatted(i % 50);
      all.add("__name__,m%d,instance,10.0.0.%d,pod,%s".formatted(i % 13, i, pod));
    }
    return all;
  }

  @Test
  void knowsSeriesInTheOrderTheyCameIn() {
    List<String> all = series(500);

    for (int round = 0; round < 4; round++) {
      send(all.subList(0, 300));
      send(all.subList(300, 500));
    }
  }

  @Test
  void knowsSeriesInOrdersThatChange() {
    Random random = new Random(seed.value());
    List<String> all = series(400);
    send(all);

    for (int round = 0; round < 40; round++) {
      List<String> some = new ArrayList<>(all);
      if (random.nextInt(4) > 0) {
        Collections.shuffle(some, random);
      }
      send(some.subList(0, 1 + random.nextInt(some.size())));
      all.add("__name__,new,round,%d".formatted(round));
    }
  }

  @Test
  void tellsSeriesApartThatDifferInOneByte() {
    List<String> one = List.of("a,b,c,dddddddddddddddd", "a,b,c,eeeeeeeeeeeeeeee", "a,b");
    send(one);

    send(List.of("a,b,c,dddddddddddddddd", "a,b,c,eeeeeeeeeeeeeeef", "a,c"));
    send(List.of("a,b,c,dddddddddddddddd", "a,b,c,eeeeeeeeeeeeeee", "a,b,b,b"));
    send(List.of("a,b", "a,b,c,feeeeeeeeeeeeeee", "a,b,c,dddddddddddddddd,d,d"));
    send(one);
  }

  @Test
  void knowsLabelsOfManyLengths() {
    List<String> all = new ArrayList<>();
    for (int length : new int[] {1, 2, 7, 8, 117, 118, 119, 120, 126, 127, 128, 300, 16_500}) {
      all.add("n,%s".formatted("v".repeat(length)));
      all.add("%s,v".formatted("n".repeat(length)));
    }
    send(all);
    send(all);
    Collections.reverse(all);
    send(all);
  }

  @Test
  void refusesBytesThatAreNoLabels() {
    send(List.of("a,b"));
    byte[] whole = new RequestBytes().label("a", "b").sample(time + 1, 1).endSeries().take();
    byte[] body = Arrays.copyOf(whole, whole.length);
    body[5] = 0x70; // the name's length

    decoder.decode(body, 0, body.length, batch);
    head.append(batch, time, outcomes);

    assertThat(outcomes.outcome(0)).isEqualTo(SampleOutcome.INVALID_LABELS);
  }
}
