package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SourceWarning;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.wire.ChunkFields;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.SeriesFrames;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of bad store costs: a warning and a count, or the query; and what helps. */
class StoreFaultTest {
  private static final TimeRange RANGE = new TimeRange(0, 1_000_000);

  /** Of those who wait for a store that never answers. */
  private static final Duration SHORT = Duration.ofMillis(1500);

  private static final EndpointInfo INFO =
      new EndpointInfo(
          "store",
          List.of(Labels.of("cluster", "x")),
          Optional.of(new StoreRange(TimeRange.ALL, true, true)),
          Set.of());
  private static final Labels GOOD = series("good");

  @TempDir private Path scratch;

  private final StoreTotals totals = new StoreTotals();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<ScriptedServer> servers = new ArrayList<>();
  private final QueryContext context =
      new QueryContext(System::nanoTime, Duration.ofSeconds(60), 64 << 20, Long.MAX_VALUE);

  @AfterEach
  void close() {
    end.countDown();
    servers.forEach(ScriptedServer::close);
  }

  private static FleetQuery query() {
    return FleetQuery.withReplicaLabels(List.of("replica"))
        .withStoreTimeout(Duration.ofSeconds(60));
  }

  private static FleetQuery impatient() {
    return query().withStoreTimeout(SHORT);
  }

  private Endpoint store(Consumer<StreamObserver<Frame>> series) {
    ScriptedServer server = ScriptedServer.ofSeries(series);
    servers.add(server);
    return server.endpoint(INFO);
  }

  /** A store to which the connection stands, so that no patience is spent on that. */
  private Endpoint connected(Consumer<StreamObserver<Frame>> series) {
    Endpoint store = store(series);
    select(query(), store);
    return store;
  }

  private static Labels series(String a) {
    return Labels.of("__name__", "up", "a", a);
  }

  /** A message with a series of two samples. */
  private static Frame frame(String a) {
    return frame(series(a), chunk());
  }

  private static WireBytes chunk() {
    XorEncoder encoder = new XorEncoder();
    encoder.append(0, 1);
    encoder.append(1000, 2);
    WireBytes chunks = new WireBytes();
    ChunkFields fields = new ChunkFields();
    fields.begin(0, 1000);
    fields.add(ChunkFields.RAW, ChunkEncoding.XOR, encoder.bytes(), 0, encoder.length());
    fields.end(chunks);
    return chunks;
  }

  private static Frame frame(Labels labels, WireBytes chunks) {
    List<Frame> frames = new ArrayList<>();
    byte[] packed = labels.packed();
    new SeriesFrames(0, false, frames::add)
        .series(packed, 0, packed.length, chunks.bytes(), 0, chunks.length());
    return frames.getFirst();
  }

  private static Consumer<StreamObserver<Frame>> giving(Frame... frames) {
    return observer -> {
      Stream.of(frames).forEach(observer::onNext);
      observer.onCompleted();
    };
  }

  /** What a selection gave. */
  private record Given(
      Map<Labels, Integer> samples, List<SourceWarning> warnings, List<StoreFigures> figures) {
    StoreFigures of(Endpoint store) {
      return figures.stream()
          .filter(f -> f.address().equals(store.address()))
          .findAny()
          .orElseThrow();
    }
  }

  private Given select(FleetQuery query, Endpoint... stores) {
    FleetSource source =
        new FleetSource(() -> List.of(stores), query, SortSpace.in(scratch), totals);
    Map<Labels, Integer> samples = new LinkedHashMap<>();
    List<SourceWarning> warnings;
    try (SeriesCursor cursor =
        source.select(List.of(Matcher.equal("__name__", "up")), SelectHints.of(RANGE), context)) {
      SampleBuffer buffer = new SampleBuffer();
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            buffer.clear();
            batch.readSamples(i, buffer);
            assertThat(samples.put(batch.labels(i), buffer.size())).isNull();
          }
        }
      }
      warnings = cursor.outcome().warnings();
      assertThat(cursor.outcome().complete()).isEqualTo(warnings.isEmpty());
    }
    assertThat(context.bytes()).isZero();
    return new Given(samples, warnings, source.figures());
  }

  /** Whoever is beside a bad store answers; the bad one is told, or ends a strict query. */
  private void costs(StoreFault fault, String cause, Consumer<StreamObserver<Frame>> series) {
    costs(query(), fault, cause, series);
  }

  private void costs(
      FleetQuery query, StoreFault fault, String cause, Consumer<StreamObserver<Frame>> series) {
    Endpoint bad = store(series);
    Endpoint good = connected(giving(frame("good")));
    long begin = System.nanoTime();

    Given given = select(query, bad, good);

    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
    assertThat(given.samples()).containsEntry(GOOD, 2);
    assertThat(given.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.source()).isEqualTo(bad.address());
          assertThat(warning.cluster()).isEqualTo("x");
          assertThat(warning.cause()).contains(cause);
        });
    assertThat(given.of(bad).faults()).containsOnlyKeys(fault);
    assertThat(given.of(good).faults()).isEmpty();
    assertThatThrownBy(() -> select(query.strict(), bad, good))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(bad.address())
        .hasMessageContaining("cluster x")
        .hasMessageContaining(cause);
  }

  private void await() {
    await(30_000);
  }

  private void await(long millis) {
    try {
      end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void acceptingAndStayingSilent() {
    costs(impatient(), StoreFault.SILENT, "gave no answer within 1500 ms", _ -> await());
  }

  @Test
  void trickling() {
    costs(
        impatient(),
        StoreFault.SLOW,
        "gave no complete answer within 1500 ms of waiting",
        observer -> {
          try {
            for (int i = 0; !end.await(50, TimeUnit.MILLISECONDS); i++) {
              observer.onNext(frame("%06d".formatted(i)));
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void failingAtOnce() {
    costs(
        StoreFault.FAILED,
        "failed with RESOURCE_EXHAUSTED: too many series",
        observer ->
            observer.onError(
                Status.RESOURCE_EXHAUSTED.withDescription("too many series").asRuntimeException()));
  }

  @Test
  void breakingOffBetweenMessages() {
    costs(
        StoreFault.BROKEN_OFF,
        "broke off behind 1 messages with UNAVAILABLE: going down",
        observer -> {
          observer.onNext(frame("a"));
          observer.onError(Status.UNAVAILABLE.withDescription("going down").asRuntimeException());
        });
  }

  @Test
  void stoppingInTheMiddleOfAMessage() throws Exception {
    Frame[] frames = new Frame[1500];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = frame("%06d".formatted(i));
    }
    ScriptedServer server = ScriptedServer.ofSeries(giving(frames));
    servers.add(server);
    Endpoint good = connected(giving(frame("good")));
    for (boolean hangsUp : new boolean[] {true, false}) {
      try (CutLine line = new CutLine(server.port(), 60_000, hangsUp)) {
        Endpoint cut = server.endpoint(line.address(), INFO);
        Given given = select(hangsUp ? query() : impatient(), cut, good);

        assertThat(given.samples()).containsEntry(GOOD, 2);
        assertThat(given.samples()).as(given.toString()).hasSizeBetween(2, 1499);
        assertThat(given.of(cut).faults())
            .containsOnlyKeys(hangsUp ? StoreFault.BROKEN_OFF : StoreFault.SLOW);
        assertThat(given.warnings()).hasSize(1);
      }
    }
    try (CutLine line = new CutLine(server.port(), 60_000, true)) {
      Endpoint cut = server.endpoint(line.address(), INFO);
      assertThatThrownBy(() -> select(query().strict(), cut, good))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("broke off behind")
          .hasMessageContaining(line.address());
    }
  }

  @Test
  void sendingWhatIsNoMessage() {
    costs(
        StoreFault.CORRUPT,
        "100 bytes were announced, 1 are left",
        giving(new Frame(new byte[] {0x0a, 100, 1})));
  }

  @Test
  void sendingSeriesOutOfOrder() {
    costs(StoreFault.UNSORTED, "a=\"1\"} behind {", giving(frame("2"), frame("1"), frame("3")));
  }

  @Test
  void openingASeriesAgain() {
    costs(
        StoreFault.REOPENED, "a=\"1\"} again behind {", giving(frame("1"), frame("2"), frame("1")));
  }

  @Test
  void sendingSeriesWithoutChunks() {
    costs(
        StoreFault.WITHOUT_CHUNKS,
        "gave series without chunks",
        giving(frame("a"), frame(series("bare"), new WireBytes())));
  }

  @Test
  void warning() {
    costs(StoreFault.WARNED, "low", giving(new Frame(new byte[] {0x12, 3, 'l', 'o', 'w'})));
  }

  @Test
  void runningOutOfCreditIsTheReadersDoing() {
    AtomicInteger sent = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(1);
    int all = 10_000;
    String kilobyte = "x".repeat(1 << 10); // all together ten times what HTTP/2 lets be under way
    Endpoint store =
        store(observer -> {
          ServerCallStreamObserver<Frame> call = (ServerCallStreamObserver<Frame>) observer;
          while (sent.get() < all && end.getCount() > 0) {
            if (call.isReady()) {
              call.onNext(frame("%06d".formatted(sent.getAndIncrement()) + kilobyte));
            } else {
              full.countDown();
              Thread.onSpinWait();
            }
          }
          call.onCompleted();
        });
    FleetQuery patient = query().withStoreTimeout(Duration.ofSeconds(30));
    FleetSource source = new FleetSource(() -> List.of(store), patient, SortSpace.in(scratch));
    int found = 0;
    try (SeriesCursor cursor =
        source.select(List.of(Matcher.equal("__name__", "up")), SelectHints.of(RANGE), context)) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        if (found == 0) {
          assertThat(full.await(20, TimeUnit.SECONDS)).isTrue();
          assertThat(sent.get()).isLessThan(all / 2);
        }
        found += next.get().size();
        next.get().close();
      }
      assertThat(cursor.outcome().warnings()).isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(found).isEqualTo(all);
  }

  @Test
  void manySilentStoresCostNoMoreThanOne() {
    Endpoint[] stores = new Endpoint[6];
    for (int i = 0; i < 5; i++) {
      stores[i] = store(_ -> await());
    }
    stores[5] = connected(giving(frame("good")));
    long begin = System.nanoTime();

    Given given = select(impatient(), stores);

    assertThat(given.samples()).containsOnlyKeys(GOOD);
    assertThat(given.warnings()).hasSize(5);
    assertThat(System.nanoTime() - begin).isLessThan(5 * SHORT.toNanos());
  }

  private Endpoint group(Endpoint... members) {
    List<Channel> channels = Stream.of(members).map(Endpoint::channel).toList();
    return new Endpoint("stores", INFO, channels);
  }

  @Test
  void anotherServerOfTheGroupAnswersForASilentOne() {
    Endpoint group = group(store(_ -> await()), store(giving(frame("a"), frame("b"))));
    FleetQuery patient =
        query().withStoreTimeout(Duration.ofMinutes(1)).withHedgeAfter(Duration.ofMillis(50));
    long begin = System.nanoTime();

    Given given = select(patient, group);

    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
    assertThat(given.samples()).containsOnlyKeys(series("a"), series("b"));
    assertThat(given.warnings()).isEmpty();
    assertThat(given.of(group).retries()).isEqualTo(1);
  }

  @Test
  void anotherServerOfTheGroupGoesOnWhereOneBrokeOff() {
    Consumer<StreamObserver<Frame>> breaking =
        observer -> {
          observer.onNext(frame("a"));
          observer.onNext(frame("b"));
          observer.onError(Status.UNAVAILABLE.asRuntimeException());
        };
    Consumer<StreamObserver<Frame>> refusing =
        observer -> observer.onError(Status.UNAVAILABLE.asRuntimeException());
    Consumer<StreamObserver<Frame>> whole = giving(frame("a"), frame("b"), frame("c"));

    Endpoint group = group(store(breaking), store(refusing), store(whole));
    Given given = select(query().withStoreTimeout(Duration.ofSeconds(30)), group);

    assertThat(given.samples()).isEqualTo(Map.of(series("a"), 2, series("b"), 2, series("c"), 2));
    assertThat(given.warnings()).isEmpty();
    assertThat(given.of(group).retries()).isEqualTo(2);
    assertThat(totals.figures().retries()).isEqualTo(2);
    assertThat(totals.figures().faults()).isEqualTo(given.of(group).faults());
    assertThat(given.of(group).faults()).containsOnlyKeys(StoreFault.BROKEN_OFF, StoreFault.FAILED);

    Endpoint hopeless = group(store(breaking), store(refusing));
    Given less = select(query().withStoreTimeout(Duration.ofSeconds(30)), hopeless);
    assertThat(less.samples()).containsOnlyKeys(series("a"), series("b"));
    assertThat(less.warnings())
        .extracting(SourceWarning::cause)
        .containsExactly("failed with UNAVAILABLE");
  }

  @Test
  void aTricklingServerOfTheGroupLosesItsShareOfTheTime() {
    Consumer<StreamObserver<Frame>> trickle =
        observer -> {
          observer.onNext(frame("a"));
          await();
        };
    Endpoint group = group(store(trickle), store(giving(frame("a"), frame("b"))));

    Given given = select(query(), group);

    assertThat(given.samples()).containsOnlyKeys(series("a"), series("b"));
    assertThat(given.warnings()).isEmpty();
    assertThat(given.of(group).faults()).containsOnlyKeys(StoreFault.SLOW);
  }

  /** Three stores, each with the same series and chunks of its own: nothing grows with them. */
  @Test
  void holdsLittleOfManySeries() {
    int each = 30_000;
    Endpoint[] stores = new Endpoint[3];
    for (int i = 0; i < stores.length; i++) {
      stores[i] =
          store(observer -> {
            ServerCallStreamObserver<Frame> call = (ServerCallStreamObserver<Frame>) observer;
            SeriesFrames frames =
                new SeriesFrames(
                    500,
                    false,
                    message -> {
                      while (!call.isReady() && end.getCount() > 0) {
                        await(1);
                      }
                      call.onNext(message);
                    });
            WireBytes chunks = chunk();
            for (int s = 0; s < each; s++) {
              byte[] packed = series("%08d".formatted(s) + "x".repeat(200)).packed();
              frames.series(packed, 0, packed.length, chunks.bytes(), 0, chunks.length());
            }
            frames.finish();
            call.onCompleted();
          });
    }
    QueryContext small =
        new QueryContext(System::nanoTime, Duration.ofMinutes(2), 8 << 20, Long.MAX_VALUE);
    FleetSource source =
        new FleetSource(
            () -> List.of(stores),
            query().withStoreTimeout(Duration.ofMinutes(1)),
            SortSpace.in(scratch));
    long found = 0;
    try (SeriesCursor cursor =
        source.select(List.of(Matcher.equal("__name__", "up")), SelectHints.of(RANGE), small)) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        found += next.get().size();
        next.get().close();
      }
      assertThat(cursor.outcome().warnings()).isEmpty();
    }
    assertThat(found).isEqualTo(each);
    assertThat(source.figures().stream().mapToLong(StoreFigures::bytes).sum())
        .isGreaterThan(2 * small.peakBytes());
    assertThat(small.bytes()).isZero();
  }

  @Test
  void tellsWhatAnAnswerCost() {
    Endpoint store = store(giving(frame("a"), frame("b")));

    StoreFigures figures = select(query(), store).of(store);

    assertThat(figures.calls()).isEqualTo(1);
    assertThat(figures.retries()).isZero();
    assertThat(figures.frames()).isEqualTo(2);
    assertThat(figures.series()).isEqualTo(2);
    assertThat(figures.chunks()).isEqualTo(2);
    assertThat(figures.bytes()).isEqualTo(frame("a").bytes().length * 2L);
    assertThat(figures.firstFrame()).isPositive();
    assertThat(figures.time()).isGreaterThanOrEqualTo(figures.firstFrame());
    assertThat(figures.clusters()).isEqualTo("x");
  }
}
