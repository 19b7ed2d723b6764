package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import io.meridian.model.CountAnswer;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCounts;
import io.meridian.model.SeriesCursor;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.serve.LiveStore;
import io.meridian.storeapi.serve.MemoryStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.ServedStores;
import io.meridian.storeapi.serve.StoreServer;
import io.meridian.storeapi.serve.TenantStore;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Queries are answered with reduced series as with whole ones, whoever can give which. */
class ReducedSeriesTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long LOOKBACK = 300_000;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  private final QueryContext context =
      new QueryContext(System::nanoTime, Duration.ofMinutes(2), 256 << 20, Long.MAX_VALUE);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private int stores;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  /** A receiver with tenants, as a querier comes to know it. */
  private Endpoint receiver(Labels external, List<WriteRequest> tenants) {
    int number = stores++;
    SampleStore store =
        SampleStore.open(
            Disk.local(),
            folder.resolve("store" + number),
            StoreOptions.of(external),
            () -> Instant.ofEpochMilli(NOW),
            new SplittableRandom(1));
    opened.add(store);
    List<LiveStore> served = new ArrayList<>();
    for (int i = 0; i < tenants.size(); i++) {
      byte[] body = tenants.get(i).toByteArray();
      store.append("t" + i, body, 0, body.length);
      Labels of = with(external, "tenant_id", "t" + i);
      served.add(new TenantStore("t" + i, of, store.source("t" + i).orElseThrow()));
    }
    ServeOptions options = ServeOptions.in(folder.resolve("sorting"));
    return endpoint(
        new ServedStores(threads ->
            new StoreServer("receive", options, threads).live(() -> served, _ -> List.of())));
  }

  private Endpoint endpoint(ServedStores serving) {
    opened.add(serving);
    EndpointInfo info =
        EndpointInfo.of(
            InfoGrpc.newBlockingStub(serving.channel()).info(InfoRequest.getDefaultInstance()));
    return new Endpoint("s" + serving.port(), info, serving.channel());
  }

  private static Labels with(Labels labels, String name, String value) {
    List<String> all = new ArrayList<>();
    labels.toMap().forEach((n, v) -> all.addAll(List.of(n, v)));
    all.addAll(List.of(name, value));
    return Labels.of(all.toArray(String[]::new));
  }

  /** Series of a few labels each; those with the same ones have much the same samples anywhere. */
  private static WriteRequest request(RandomGenerator random) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (int series = random.nextInt(1, 80); series > 0; series--) {
      TimeSeries.Builder of = TimeSeries.newBuilder().addLabels(label("__name__", "up"));
      for (String name : List.of("a", "cluster", "replica", "z")) {
        if (random.nextInt(3) > 0) {
          of.addLabels(label(name, "v" + random.nextInt(name.equals("z") ? 20 : 2)));
        }
      }
      long phase = random.nextBoolean() ? 0 : random.nextInt(15_000);
      int first = random.nextInt(1, 60);
      for (int i = first; i > random.nextInt(3); i--) {
        if (random.nextInt(8) > 0) {
          long time = NOW - 15_000L * i + phase;
          double value = random.nextInt(20) == 0 ? StaleMarker.VALUE : i;
          of.addSamples(Sample.newBuilder().setTimestamp(time).setValue(value));
        }
      }
      request.addTimeseries(of);
    }
    return request.build();
  }

  private static Label label(String name, String value) {
    return Label.newBuilder().setName(name).setValue(value).build();
  }

  private static SelectHints hints(RandomGenerator random, List<String> names) {
    long end = NOW - random.nextInt(400_000) + 60_000;
    boolean instant = random.nextBoolean();
    long begin = end - LOOKBACK + 1 - (instant ? 0 : 15_000L * random.nextInt(1, 30));
    return new SelectHints(
        new TimeRange(begin, end),
        instant ? 0 : 15_000,
        0,
        LOOKBACK,
        random.nextBoolean() ? "count" : "group",
        Optional.empty(),
        Optional.of(new SelectHints.LabelSelection(true, names)),
        Optional.empty(),
        0,
        0);
  }

  private static List<Matcher> matchers(RandomGenerator random) {
    List<Matcher> matchers = new ArrayList<>();
    matchers.add(Matcher.equal("__name__", "up"));
    if (random.nextBoolean()) {
      matchers.add(Matcher.of(MatchType.REGEX, "z", "v1.*|"));
    }
    if (random.nextInt(4) == 0) {
      matchers.add(Matcher.equal("tenant_id", "t0"));
    }
    return matchers;
  }

  /** What a query sees: the labels that it needs, and samples, or of each series the last one. */
  private List<String> seen(
      FleetSource source, List<Matcher> matchers, SelectHints hints, LabelNames names) {
    List<String> seen = new ArrayList<>();
    SampleBuffer samples = new SampleBuffer();
    LabelBytes labels = new LabelBytes();
    try (SeriesCursor cursor = source.select(matchers, hints, context)) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            StringBuilder text = new StringBuilder();
            int from = hints.step() == 0 ? Math.max(0, samples.size() - 1) : 0;
            for (int at = from; at < samples.size(); at++) {
              text.append(' ').append(samples.time(at)).append('=').append(samples.value(at));
            }
            labels.clear();
            names.select(true, batch.labelBytes(), batch.labelsFrom(i), batch.labelsTo(i), labels);
            if (!text.isEmpty()) {
              seen.add(labels.labels(0) + text.toString());
            }
          }
        }
      }
      assertThat(cursor.outcome().complete()).isTrue();
    }
    assertThat(context.bytes()).isZero();
    seen.sort(null);
    return seen;
  }

  /** How many series show a sample, by the labels that are needed and the number of the step. */
  private static Map<String, Long> shown(
      FleetSource source,
      List<Matcher> matchers,
      SelectHints hints,
      LookbackSteps steps,
      QueryContext context) {
    Map<String, Long> shown = new TreeMap<>();
    LabelNames names = LabelNames.of(hints.projection().orElseThrow().names());
    SampleBuffer samples = new SampleBuffer();
    try (SeriesCursor cursor = source.select(matchers, hints, context)) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            LabelBytes labels = new LabelBytes();
            names.select(true, batch.labelBytes(), batch.labelsFrom(i), batch.labelsTo(i), labels);
            for (int step = 0; step < steps.count(); step++) {
              if (isShown(samples, steps.first() + step * steps.step())) {
                shown.merge(labels.labels(0) + " " + step, 1L, Long::sum);
              }
            }
          }
        }
      }
    }
    return shown;
  }

  private static boolean isShown(SampleBuffer samples, long at) {
    boolean shown = false;
    for (int i = 0; i < samples.size() && samples.time(i) <= at; i++) {
      shown = samples.time(i) > at - LOOKBACK && !StaleMarker.isStale(samples.value(i));
    }
    return shown;
  }

  private static Map<String, Long> counted(SeriesCounts counts) {
    Map<String, Long> shown = new TreeMap<>();
    for (int group = 0; group < counts.size(); group++) {
      Labels labels =
          Labels.copyOf(counts.labelBytes(), counts.labelsFrom(group), counts.labelsTo(group));
      for (int step = 0; step < counts.steps(); step++) {
        long count = counts.cells()[counts.firstCell(group) + step];
        if (count > 0) {
          shown.merge(labels + " " + step, count, Long::sum);
        }
      }
    }
    return shown;
  }

  /** Has stores count, if they can; returns whether they did. */
  private boolean compareCounts(List<Endpoint> endpoints, RandomGenerator random) {
    SelectHints hints = hints(random, names(random));
    List<Matcher> matchers = matchers(random);
    boolean dedup = random.nextInt(4) > 0;
    LookbackSteps steps =
        LookbackSteps.of(hints.range(), hints.step(), hints.reach()).orElseThrow();
    FleetSource whole = source(endpoints.stream().map(ReducedSeriesTest::whole).toList(), dedup);

    Optional<CountAnswer> answer = source(endpoints, dedup).counts(matchers, hints, steps, context);
    answer.ifPresent(found -> {
      try (found) {
        assertThat(found.outcome().complete()).isTrue();
        assertThat(counted(found.counts()))
            .as("%s of %s", matchers, hints)
            .isEqualTo(shown(whole, matchers, hints, steps, context));
      }
    });
    assertThat(context.bytes()).isZero();
    return answer.isPresent();
  }

  private FleetSource source(List<Endpoint> endpoints, boolean dedup) {
    return new FleetSource(
        () -> endpoints,
        FleetQuery.withReplicaLabels(List.of("receive_replica", "replica"))
            .withReplicaLabels(List.of("receive_replica", "replica"), dedup),
        new SortSpace(1 << 20, folder.resolve("space")));
  }

  private static Endpoint whole(Endpoint of) {
    return new Endpoint(of.address(), of.info().whole(), of.channels());
  }

  private static long bytes(FleetSource source) {
    return source.figures().stream().mapToLong(StoreFigures::bytes).sum();
  }

  private static List<String> names(RandomGenerator random) {
    List<String> names = new ArrayList<>();
    for (String name : List.of("__name__", "a", "cluster", "tenant_id", "z")) {
      if (random.nextInt(3) == 0) {
        names.add(name);
      }
    }
    return names;
  }

  /** Asks both ways; returns how many bytes the reduced answer saved. */
  private long compare(List<Endpoint> endpoints, RandomGenerator random) {
    List<String> names = names(random);
    SelectHints hints = hints(random, names);
    List<Matcher> matchers = matchers(random);
    boolean dedup = random.nextInt(4) > 0;
    FleetSource reduced = source(endpoints, dedup);
    FleetSource whole = source(endpoints.stream().map(ReducedSeriesTest::whole).toList(), dedup);
    LabelNames needed = LabelNames.of(names);

    assertThat(seen(reduced, matchers, hints, needed))
        .as("%s of %s", matchers, hints)
        .isEqualTo(seen(whole, matchers, hints, needed));
    return bytes(whole) - bytes(reduced);
  }

  @Test
  void countsReplicasTenantsAndClustersAsWholeSeriesAre() {
    RandomGenerator random = seed.random();
    for (int fleet = 0; fleet < 8; fleet++) {
      List<Endpoint> endpoints = new ArrayList<>();
      WriteRequest shared = request(random);
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        Labels external = Labels.of("receive_replica", "r" + i);
        external = random.nextInt(3) == 0 ? with(external, "cluster", "v1") : external;
        List<WriteRequest> tenants = new ArrayList<>();
        tenants.add(random.nextBoolean() ? shared : request(random));
        if (random.nextBoolean()) {
          tenants.add(request(random));
        }
        endpoints.add(receiver(external, tenants));
      }
      long saved = 0;
      for (int round = 0; round < 15; round++) {
        saved += compare(endpoints, random);
        compareCounts(endpoints, random);
      }
      assertThat(saved).as("bytes saved in fleet %s", fleet).isPositive();
    }
  }

  /** The series of a request without labels that make several of them one. */
  private static WriteRequest distinct(WriteRequest request) {
    WriteRequest.Builder distinct = WriteRequest.newBuilder();
    for (int i = 0; i < request.getTimeseriesCount(); i++) {
      TimeSeries of = request.getTimeseries(i);
      distinct.addTimeseries(
          TimeSeries.newBuilder()
              .addAllLabels(
                  of.getLabelsList().stream()
                      .filter(label -> !List.of("cluster", "replica").contains(label.getName()))
                      .toList())
              .addAllSamples(of.getSamplesList()));
    }
    return distinct.build();
  }

  @Test
  void hasStoresCountThatHaveNoSeriesInCommon() {
    RandomGenerator random = seed.random();
    for (int fleet = 0; fleet < 4; fleet++) {
      List<Endpoint> endpoints = new ArrayList<>();
      WriteRequest shared = distinct(request(random));
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        Labels external = Labels.of("receive_replica", "r", "cluster", "c" + i);
        endpoints.add(receiver(external, List.of(shared, distinct(request(random)))));
      }
      for (int round = 0; round < 20; round++) {
        assertThat(compareCounts(endpoints, random)).isTrue();
      }
    }
  }

  @Test
  void hasNoReplicasCounted() {
    RandomGenerator random = seed.random();
    WriteRequest shared = distinct(request(random));
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      endpoints.add(receiver(Labels.of("receive_replica", "r" + i), List.of(shared)));
    }
    // Announced as of one cluster each, which is not so.
    List<Endpoint> claiming = new ArrayList<>();
    for (Endpoint of : endpoints) {
      EndpointInfo info =
          new EndpointInfo(
              "receive",
              List.of(),
              of.info().store(),
              Set.of(),
              List.of(
                  new EndpointInfo.Part(
                      Labels.of("cluster", of.address()),
                      of.info().store().orElseThrow().range())));
      claiming.add(new Endpoint(of.address(), info, of.channels()));
    }
    long end = NOW;
    SelectHints hints =
        new SelectHints(
            new TimeRange(end - LOOKBACK + 1, end),
            0,
            0,
            LOOKBACK,
            "count",
            Optional.empty(),
            Optional.of(new SelectHints.LabelSelection(true, List.of())),
            Optional.empty(),
            0,
            0);
    LookbackSteps steps = new LookbackSteps(end, 1, 1, LOOKBACK);
    List<Matcher> up = List.of(Matcher.equal("__name__", "up"));

    for (List<Endpoint> asked : List.of(endpoints, claiming)) {
      assertThat(source(asked, true).counts(up, hints, steps, context)).isEmpty();
      assertThat(context.bytes()).isZero();
    }
    FleetSource announced = source(endpoints, true);
    announced.counts(up, hints, steps, context);
    assertThat(bytes(announced)).isZero();
  }

  @Test
  void asksNobodyForReducedSeriesWhereOneStoreHasNone() {
    RandomGenerator random = seed.random();
    MemoryStore other = new MemoryStore(Labels.of("replica", "m"));
    other.add(Labels.of("__name__", "up", "z", "v1"), MemoryStore.floats(NOW - 100_000, 50, 1.0));
    List<Endpoint> endpoints =
        List.of(
            receiver(Labels.of("receive_replica", "r1"), List.of(request(random))),
            endpoint(ServedStores.of(ServeOptions.in(folder.resolve("m")), List.of(other))));

    for (int round = 0; round < 10; round++) {
      compare(endpoints, random);
      SelectHints hints = hints(random, List.of());
      try (SeriesCursor cursor = source(endpoints, true).select(matchers(random), hints, context)) {
        for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
          try (SeriesBatch batch = next.get()) {
            for (int i = 0; i < batch.size(); i++) {
              assertThat(batch.labels(i).get("__name__")).contains("up");
            }
          }
        }
      }
    }
  }

  @Test
  void asksAgainForWholeSeriesWhereAStoreGivesNoOthers() {
    RandomGenerator random = seed.random();
    MemoryStore other = new MemoryStore(Labels.of("replica", "m"));
    other.add(Labels.of("__name__", "up", "z", "v1"), MemoryStore.floats(NOW - 100_000, 50, 1.0));
    Endpoint memory =
        endpoint(ServedStores.of(ServeOptions.in(folder.resolve("m")), List.of(other)));
    EndpointInfo claiming =
        new EndpointInfo(
            "receive",
            List.of(),
            Optional.of(new StoreRange(TimeRange.ALL, true, true, false, true)),
            Set.of());
    List<Endpoint> endpoints =
        List.of(
            receiver(Labels.of("receive_replica", "r1"), List.of(request(random))),
            new Endpoint(memory.address(), claiming, memory.channels()));

    for (int round = 0; round < 10; round++) {
      compare(endpoints, random);
    }
  }
}
