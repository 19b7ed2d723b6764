package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.meridian.model.Labels;
import io.meridian.model.LimitExceededException;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SourceWarning;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.serve.MemoryStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.ServedStores;
import io.meridian.storeapi.wire.ChunkFields;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.SeriesFrames;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One source of many stores, good ones and bad ones. */
class FleetSourceTest {
  private static final TimeRange RANGE = new TimeRange(0, 1_000_000);
  private static final EndpointInfo ANY = info(Labels.EMPTY, true);
  private static final Matcher UP = Matcher.equal("__name__", "up");

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path scratch;

  private final QueryContext context =
      new QueryContext(System::nanoTime, Duration.ofSeconds(30), 64 << 20, Long.MAX_VALUE);

  private static EndpointInfo info(Labels labels, boolean capable) {
    return new EndpointInfo(
        "store",
        labels.isEmpty() ? List.of() : List.of(labels),
        Optional.of(new StoreRange(TimeRange.ALL, capable, capable)),
        Set.of());
  }

  private static FleetQuery query() {
    return FleetQuery.withReplicaLabels(List.of("replica"));
  }

  private static FleetQuery impatient() {
    return query().withStoreTimeout(Duration.ofMillis(1500));
  }

  /** What a selection gives: series with the times of their samples. */
  private record Given(Map<Labels, List<Long>> series, Outcome outcome) {
    List<String> causes() {
      return outcome.warnings().stream().map(SourceWarning::cause).toList();
    }
  }

  private Given select(FleetQuery query, Endpoint... stores) {
    return select(query, SelectHints.of(RANGE), stores);
  }

  private Given select(FleetQuery query, SelectHints hints, Endpoint... stores) {
    FleetSource source =
        new FleetSource(() -> List.of(stores), query, new SortSpace(1_000, scratch));
    Map<Labels, List<Long>> series = new LinkedHashMap<>();
    SampleBuffer samples = new SampleBuffer();
    Outcome outcome;
    try (SeriesCursor cursor = source.select(List.of(UP), hints, context)) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            List<Long> times = new ArrayList<>();
            for (int at = 0; at < samples.size(); at++) {
              times.add(samples.time(at));
            }
            assertThat(series.put(batch.labels(i), times)).as("given twice").isNull();
          }
        }
      }
      outcome = cursor.outcome();
    } finally {
      assertThat(scratch).isEmptyDirectory();
    }
    assertThat(context.bytes()).isZero();
    return new Given(series, outcome);
  }

  private static Labels up(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "__name__";
    all[1] = "up";
    System.arraycopy(more, 0, all, 2, more.length);
    return Labels.of(all);
  }

  /** A message with a series that has one chunk of two samples. */
  private static Frame frame(Labels labels, long from) {
    List<Frame> frames = new ArrayList<>();
    XorEncoder encoder = new XorEncoder();
    encoder.append(from, 1);
    encoder.append(from + 1000, 2);
    ChunkFields fields = new ChunkFields();
    WireBytes chunks = new WireBytes();
    fields.begin(from, from + 1000);
    fields.add(ChunkFields.RAW, ChunkEncoding.XOR, encoder.bytes(), 0, encoder.length());
    fields.end(chunks);
    byte[] packed = labels.packed();
    new SeriesFrames(0, false, frames::add)
        .series(packed, 0, packed.length, chunks.bytes(), 0, chunks.length());
    return frames.getFirst();
  }

  private static Consumer<StreamObserver<Frame>> giving(Frame... frames) {
    return observer -> {
      for (Frame frame : frames) {
        observer.onNext(frame);
      }
      observer.onCompleted();
    };
  }

  @Test
  void givesEverySeriesOnceWithWhatAnyStoreHas() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 20; round++) {
      Map<Labels, NavigableSet<Long>> model = new TreeMap<>();
      List<ServedStores> served = new ArrayList<>();
      List<Endpoint> endpoints = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        Labels external = Labels.of("replica", "r" + i);
        MemoryStore store = new MemoryStore(external);
        fill(store, model, random);
        ServedStores serving = ServedStores.of(ServeOptions.in(scratch), List.of(store));
        served.add(serving);
        endpoints.add(
            new Endpoint("s" + i, info(external, random.nextBoolean()), serving.channel()));
      }

      Given given = select(query(), endpoints.toArray(Endpoint[]::new));

      Map<Labels, List<Long>> expected = new TreeMap<>();
      model.forEach((labels, times) -> expected.put(labels, List.copyOf(times)));
      assertThat(given.series()).containsExactlyEntriesOf(expected);
      assertThat(given.outcome().complete()).isTrue();
      served.forEach(ServedStores::close);
    }
  }

  /** Chunks of one scraper: whoever has one has the same. */
  private static void fill(
      MemoryStore store, Map<Labels, NavigableSet<Long>> model, RandomGenerator random) {
    for (int i = random.nextInt(60); i > 0; i--) {
      Labels labels = up("a", "" + random.nextInt(20), "z", "" + random.nextInt(3));
      long from = random.nextInt(5) * 100_000L;
      boolean there =
          store.content().getOrDefault(labels, List.of()).stream()
              .anyMatch(chunk -> chunk.minTime() == from);
      if (!there) {
        store.add(labels, MemoryStore.floats(from, 10, (double) from));
        for (int s = 0; s < 10; s++) {
          model.computeIfAbsent(labels, _ -> new TreeSet<>()).add(from + s * 1000L);
        }
      }
    }
    store
        .content()
        .values()
        .forEach(chunks -> chunks.sort((a, b) -> Long.compare(a.minTime(), b.minTime())));
  }

  @Test
  void asksOnlyWhoMayHaveSomething() {
    try (ScriptedServer server = ScriptedServer.ofSeries(giving(frame(up(), 0)))) {
      Endpoint other = server.endpoint(info(Labels.of("__name__", "down"), true));
      StoreRange past = new StoreRange(new TimeRange(-10, -1), true, true);
      Endpoint old = server.endpoint(new EndpointInfo("s", List.of(), Optional.of(past), Set.of()));
      assertThat(select(query(), other, old).series()).isEmpty();
      assertThat(server.requests()).isEmpty();

      assertThat(select(query(), other, old, server.endpoint(ANY)).series()).hasSize(1);
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().getWithoutReplicaLabelsList())
          .containsExactly("replica");
    }
  }

  @Test
  void waitsForASilentStoreAsLongAsItMay() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedServer silent = ScriptedServer.ofSeries(_ -> await(end));
        ScriptedServer good = ScriptedServer.ofSeries(giving(frame(up(), 0)))) {
      long begin = System.nanoTime();
      EndpointInfo cluster = info(Labels.of("cluster", "x"), true);

      Endpoint other = good.endpoint(ANY);
      select(query(), other); // connects

      Given given = select(impatient(), silent.endpoint(cluster), other);

      assertThat(given.series()).containsOnlyKeys(up());
      assertThat(given.outcome().complete()).isFalse();
      assertThat(given.outcome().warnings())
          .containsExactly(
              new SourceWarning(silent.address(), "x", RANGE, "gave no answer within 1500 ms"));
      assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
      assertThatThrownBy(() -> select(impatient().strict(), silent.endpoint(cluster)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining(silent.address())
          .hasMessageContaining("cluster x");
      awaitCancelled(silent, 2);
      end.countDown();
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitCancelled(ScriptedServer server, int calls) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (server.cancelled().get() < calls && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(server.cancelled()).hasValue(calls);
  }

  @Test
  void letsATricklingStoreCostNoMoreThanASilentOne() {
    CountDownLatch end = new CountDownLatch(1);
    Consumer<StreamObserver<Frame>> trickle =
        observer -> {
          try {
            for (int i = 0; !end.await(50, TimeUnit.MILLISECONDS); i++) {
              observer.onNext(frame(up("i", "%06d".formatted(i)), 0));
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (ScriptedServer server = ScriptedServer.ofSeries(trickle)) {
      Given given = select(impatient(), server.endpoint(ANY));

      assertThat(given.series()).hasSizeLessThan(60);
      assertThat(given.causes()).singleElement().asString().contains("no complete answer");
      end.countDown();
    }
  }

  @Test
  void keepsWhatAStoreGaveBeforeItBrokeOff() {
    Consumer<StreamObserver<Frame>> breaking =
        observer -> {
          observer.onNext(frame(up("a", "1"), 0));
          observer.onError(Status.UNAVAILABLE.withDescription("going down").asRuntimeException());
        };
    try (ScriptedServer server = ScriptedServer.ofSeries(breaking)) {
      Given given = select(query(), server.endpoint(ANY));

      assertThat(given.series()).containsOnlyKeys(up("a", "1"));
      assertThat(given.causes())
          .containsExactly("broke off behind 1 messages with UNAVAILABLE: going down");
    }
  }

  @Test
  void leavesOutWhatComesOutOfOrder() {
    Frame[] frames = {frame(up("a", "2"), 0), frame(up("a", "1"), 0), frame(up("a", "3"), 0)};
    try (ScriptedServer server = ScriptedServer.ofSeries(giving(frames))) {
      Given given = select(query(), server.endpoint(ANY));

      assertThat(given.series()).containsOnlyKeys(up("a", "2"));
      assertThat(given.causes())
          .singleElement()
          .asString()
          .contains("a=\"1\"} behind {__name__=\"up\", a=\"2\"}");
    }
  }

  @Test
  void saysWhatIsWrongWithMessages() {
    Frame bare = new Frame(new byte[] {0x0a, 8, 0x0a, 6, 0x0a, 1, 'a', 0x12, 1, 'b'});
    Frame rubbish = new Frame(new byte[] {0x0a, 100, 1});
    Frame warning = new Frame(new byte[] {0x12, 3, 'l', 'o', 'w'});
    try (ScriptedServer server = ScriptedServer.ofSeries(giving(warning, bare, rubbish))) {
      assertThat(select(query(), server.endpoint(ANY)).causes())
          .hasSize(3)
          .startsWith("low", "gave series without chunks, which are left out")
          .last()
          .asString()
          .contains("100 bytes were announced, 1 are left");
    }
  }

  @Test
  void joinsReplicasOfStoresThatCannotTakeLabelsOff() {
    Frame[] frames = {
      frame(up("replica", "a", "z", "1"), 0),
      frame(up("replica", "a", "z", "2"), 0),
      frame(up("replica", "b", "z", "1"), 0),
      frame(up("replica", "b", "z", "2"), 50_000)
    };
    try (ScriptedServer server = ScriptedServer.ofSeries(giving(frames))) {
      Endpoint old = server.endpoint(info(Labels.EMPTY, false));

      assertThat(select(query(), old).series())
          .isEqualTo(
              Map.of(
                  up("z", "1"),
                  List.of(0L, 1000L),
                  up("z", "2"),
                  List.of(0L, 1000L, 50_000L, 51_000L)));
      assertThat(server.requests().getFirst().getWithoutReplicaLabelsList()).isEmpty();
      assertThat(select(query().withoutDedup(), old).series()).hasSize(4);
    }
  }

  @Test
  void takesLateSamplesForPartOfTheirSeriesWhoeverServesThem() {
    Frame[] apart = {
      frame(up("meridian_late", "361", "z", "1"), 500),
      frame(up("meridian_late", "361", "z", "2"), 0),
      frame(up("z", "1"), 0)
    };
    Frame[] together = {frame(up("z", "1"), 0), frame(up("z", "1"), 500), frame(up("z", "2"), 0)};
    Map<Labels, List<Long>> expected =
        Map.of(up("z", "1"), List.of(0L, 500L, 1000L, 1500L), up("z", "2"), List.of(0L, 1000L));
    for (boolean drops : new boolean[] {false, true}) {
      try (ScriptedServer server = ScriptedServer.ofSeries(giving(drops ? together : apart))) {
        StoreRange range = new StoreRange(RANGE, true, drops, true, false);
        Endpoint store =
            server.endpoint(new EndpointInfo("store", List.of(), Optional.of(range), Set.of()));

        FleetQuery undivided = query().withReplicaLabels(List.of(), true);
        assertThat(select(undivided, store).series()).isEqualTo(expected);
        assertThat(select(query().withoutDedup(), store).series()).isEqualTo(expected);
        assertThat(server.requests())
            .allSatisfy(request ->
                assertThat(request.getWithoutReplicaLabelsList())
                    .isEqualTo(drops ? List.of("meridian_late") : List.of()));
      }
    }
  }

  @Test
  void stopsWhenTheQueryDoes() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedServer silent = ScriptedServer.ofSeries(_ -> await(end))) {
      Endpoint store = silent.endpoint(ANY);
      Thread.ofVirtual()
          .start(() -> {
            while (silent.requests().isEmpty()) {
              Thread.onSpinWait();
            }
            context.cancel();
          });
      FleetQuery patient = query().withStoreTimeout(Duration.ofMinutes(5));
      assertThatThrownBy(() -> select(patient, store)).isInstanceOf(QueryCancelledException.class);
      awaitCancelled(silent, 1);
      end.countDown();
    }
  }

  @Test
  void namesTheLimitThatAnAnswerPasses() {
    Frame[] frames = new Frame[2000];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = frame(up("i", "%06d".formatted(i), "filler", "x".repeat(1000)), 0);
    }
    QueryContext small =
        new QueryContext(System::nanoTime, Duration.ofSeconds(30), 100_000, Long.MAX_VALUE);
    try (ScriptedServer server = ScriptedServer.ofSeries(giving(frames))) {
      Endpoint store = server.endpoint(ANY);
      FleetSource source = new FleetSource(() -> List.of(store), query(), SortSpace.in(scratch));
      try (SeriesCursor cursor = source.select(List.of(UP), SelectHints.of(RANGE), small)) {
        assertThatThrownBy(cursor::next)
            .isInstanceOf(LimitExceededException.class)
            .hasMessageContaining("query memory");
      }
      assertThat(small.bytes()).isZero();
    }
  }

  @Test
  void stopsAtALimitOfSeries() {
    Frame[] frames = new Frame[600];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = frame(up("i", "%06d".formatted(i)), 0);
    }
    try (ScriptedServer server = ScriptedServer.ofSeries(giving(frames))) {
      SelectHints hints = SelectHints.of(RANGE).withLimit(300);
      assertThat(select(query(), hints, server.endpoint(ANY)).series()).hasSize(300);
      assertThat(server.requests().getFirst().getLimit()).isEqualTo(300);
    }
  }
}
