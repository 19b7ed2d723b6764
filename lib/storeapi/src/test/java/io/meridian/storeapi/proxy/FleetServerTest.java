package io.meridian.storeapi.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.RecordingRule;
import io.meridian.api.thanos.Rule;
import io.meridian.api.thanos.RuleGroup;
import io.meridian.api.thanos.RulesGrpc;
import io.meridian.api.thanos.RulesRequest;
import io.meridian.api.thanos.RulesResponse;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.ShardInfo;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.EndpointInfo.Api;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.StoreRange;
import io.meridian.storeapi.dial.StoreTotals;
import io.meridian.storeapi.serve.GivenSeries;
import io.meridian.storeapi.serve.MemoryStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.ServedStores;
import io.meridian.storeapi.wire.LabelSets;
import io.meridian.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a querier serves is what its stores have, and other queriers can ask it like a store. */
class FleetServerTest {
  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path scratch;

  private final List<ServedStores> served = new ArrayList<>();

  /** What all that may be seen satisfies. */
  private List<Matcher> must = List.of();

  @AfterEach
  void close() {
    served.reversed().forEach(ServedStores::close);
    assertThat(scratch).isEmptyDirectory();
  }

  private static EndpointInfo info(Labels labels, boolean capable, Api... apis) {
    return new EndpointInfo(
        "store",
        labels.isEmpty() ? List.of() : List.of(labels),
        Optional.of(new StoreRange(new TimeRange(0, 1_000_000), capable, capable)),
        Set.of(apis));
  }

  private Endpoint store(MemoryStore store, boolean capable) {
    ServedStores serving = ServedStores.of(ServeOptions.in(scratch), List.of(store));
    served.add(serving);
    return new Endpoint(
        "store-" + served.size(), info(store.externalLabels(), capable), serving.channel());
  }

  /** A querier over servers. */
  private ManagedChannel querier(List<Endpoint> endpoints) {
    ServedStores serving =
        new ServedStores(threads ->
            new FleetServer(
                    new CallView(
                        () -> endpoints,
                        () -> FleetQuery.withReplicaLabels(List.of()),
                        () -> must,
                        () -> must,
                        new StoreTotals()),
                    ServeOptions.in(scratch).withSortBytes(2000),
                    threads)
                .services(FleetServerTest::selectors, true));
    served.add(serving);
    return serving.channel();
  }

  /** The one selector that these tests know. */
  private static List<List<Matcher>> selectors(String text) {
    assertThat(text).isEqualTo("{team=\"x\"}");
    return List.of(List.of(Matcher.equal("team", "x")));
  }

  private static SeriesRequest.Builder up() {
    return SeriesRequest.newBuilder()
        .setMaxTime(1_000_000)
        .addMatchers(LabelMatcher.newBuilder().setName("__name__").setValue("up"));
  }

  private static GivenSeries series(ManagedChannel querier, SeriesRequest.Builder request) {
    return GivenSeries.of(StoreGrpc.newBlockingStub(querier).series(request.build()));
  }

  /** Series of some stores, and when which of their chunks begin. */
  private List<Endpoint> stores(
      RandomGenerator random, NavigableMap<Labels, NavigableSet<Long>> model) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      MemoryStore store = new MemoryStore(Labels.of("replica", "r" + i));
      for (int s = random.nextInt(40); s > 0; s--) {
        Labels labels =
            Labels.of("__name__", "up", "a", "" + random.nextInt(12), "z", "" + random.nextInt(3));
        long from = random.nextInt(4) * 100_000L;
        if (store.content().getOrDefault(labels, List.of()).stream()
            .noneMatch(chunk -> chunk.minTime() == from)) {
          store.add(labels, MemoryStore.floats(from, 10, (double) from));
          model.computeIfAbsent(labels, _ -> new TreeSet<>()).add(from);
        }
      }
      store
          .content()
          .values()
          .forEach(chunks -> chunks.sort((a, b) -> Long.compare(a.minTime(), b.minTime())));
      endpoints.add(store(store, random.nextBoolean()));
    }
    return endpoints;
  }

  @Test
  void givesEverySeriesOfAllStoresOnceAndInOrder() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 15; round++) {
      NavigableMap<Labels, NavigableSet<Long>> model = new TreeMap<>();
      ManagedChannel below = querier(stores(random, model));
      Endpoint beside = new Endpoint("querier", info(Labels.EMPTY, true), below);
      ManagedChannel above = querier(List.of(beside));
      SeriesRequest.Builder request =
          up().addWithoutReplicaLabels("replica").setResponseBatchSize(random.nextInt(5));
      for (ManagedChannel querier : List.of(below, above)) {
        GivenSeries given = series(querier, request);

        assertThat(given.warnings()).isEmpty();
        assertThat(given.labels()).containsExactlyElementsOf(model.keySet());
        given
            .series()
            .forEach(of ->
                assertThat(of.getValue())
                    .extracting(AggrChunk::getMinTime)
                    .containsExactlyElementsOf(model.get(of.getKey())));
        int limit = random.nextInt(1, 10);
        assertThat(series(querier, request.clone().setLimit(limit)).labels())
            .containsExactlyElementsOf(model.keySet().stream().limit(limit).toList());
        GivenSeries bare = series(querier, request.clone().setSkipChunks(true));
        assertThat(bare.labels()).containsExactlyElementsOf(model.keySet());
        assertThat(bare.series()).allMatch(of -> of.getValue().isEmpty());
        assertThat(sharded(querier, request)).containsExactlyElementsOf(model.keySet());
      }
    }
  }

  /** The series of three shards, sorted. */
  private static Set<Labels> sharded(ManagedChannel querier, SeriesRequest.Builder request) {
    Set<Labels> all = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      ShardInfo shard =
          ShardInfo.newBuilder()
              .setShardIndex(i)
              .setTotalShards(3)
              .setBy(true)
              .addLabels("a")
              .build();
      series(querier, request.clone().setShardInfo(shard))
          .labels()
          .forEach(labels -> assertThat(all.add(labels)).as(labels.toString()).isTrue());
    }
    return all;
  }

  @Test
  void keepsReplicasApartWhereNobodyWantsThemJoined() {
    Labels labels = Labels.of("__name__", "up");
    MemoryStore.Chunk chunk = MemoryStore.floats(0, 5, 1);
    List<Endpoint> stores = new ArrayList<>();
    for (String replica : List.of("a", "b")) {
      stores.add(store(new MemoryStore(Labels.of("replica", replica)).add(labels, chunk), true));
    }

    assertThat(series(querier(stores), up()).labels())
        .containsExactly(
            Labels.of("__name__", "up", "replica", "a"),
            Labels.of("__name__", "up", "replica", "b"));
  }

  @Test
  void joinsNamesAndValues() {
    MemoryStore one = new MemoryStore(Labels.of("replica", "a", "zone", "1"));
    MemoryStore other = new MemoryStore(Labels.of("replica", "b"));
    one.add(Labels.of("__name__", "up", "job", "x"), MemoryStore.floats(0, 5, 1));
    other.add(Labels.of("__name__", "up", "job", "y"), MemoryStore.floats(0, 5, 1));
    StoreGrpc.StoreBlockingStub querier =
        StoreGrpc.newBlockingStub(querier(List.of(store(one, true), store(other, true))));

    assertThat(
            querier
                .labelNames(
                    LabelNamesRequest.newBuilder()
                        .setEnd(1_000_000)
                        .addWithoutReplicaLabels("replica")
                        .build())
                .getNamesList())
        .containsExactly("__name__", "job", "zone");
    assertThat(
            querier
                .labelValues(
                    LabelValuesRequest.newBuilder().setLabel("job").setEnd(1_000_000).build())
                .getValuesList())
        .containsExactly("x", "y");
  }

  @Test
  void saysWhatIsMissingOrRefuses() {
    MemoryStore good = new MemoryStore(Labels.of("replica", "a"));
    good.add(Labels.of("__name__", "up"), MemoryStore.floats(0, 5, 1));
    MemoryStore bad = new MemoryStore(Labels.of("replica", "b"));
    bad.add(Labels.of("__name__", "up"), MemoryStore.floats(0, 5, 1))
        .failing(0, () -> new UnavailableException("bucket is away"));
    ManagedChannel querier = querier(List.of(store(good, true), store(bad, true)));

    GivenSeries given = series(querier, up());
    assertThat(given.labels()).hasSize(1);
    assertThat(given.warnings()).singleElement().asString().contains("bucket is away");

    SeriesRequest.Builder strict = up().setPartialResponseStrategy(PartialResponseStrategy.ABORT);
    assertThatThrownBy(() -> series(querier, strict))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
              assertThat(e).hasMessageContaining("bucket is away");
            });
    ManagedChannel nobody = querier(List.of());
    assertThat(series(nobody, up()).labels()).isEmpty();
    assertThatThrownBy(() -> series(nobody, strict)).hasMessageContaining("ABORTED");
    assertThatThrownBy(() -> series(nobody, up().clearMatchers()))
        .hasMessageContaining("INVALID_ARGUMENT");
  }

  @Test
  void showsNothingButWhatMayBeSeen() {
    MemoryStore mixed = new MemoryStore(Labels.of("replica", "a"));
    mixed.add(Labels.of("__name__", "up", "owner", "me"), MemoryStore.floats(0, 5, 1));
    mixed.add(Labels.of("__name__", "up", "owner", "you"), MemoryStore.floats(0, 5, 1));
    MemoryStore yours = new MemoryStore(Labels.of("owner", "you"));
    yours.add(Labels.of("__name__", "up", "secret", "x"), MemoryStore.floats(0, 5, 1));
    ManagedChannel querier = querier(List.of(store(mixed, true), store(yours, true)));
    must = List.of(Matcher.equal("owner", "me"));

    assertThat(series(querier, up()).labels())
        .containsExactly(Labels.of("__name__", "up", "owner", "me", "replica", "a"));
    assertThat(
            series(
                    querier,
                    up().addMatchers(
                            LabelMatcher.newBuilder().setName("owner").setValue("you").build()))
                .labels())
        .isEmpty();
    StoreGrpc.StoreBlockingStub labels = StoreGrpc.newBlockingStub(querier);
    assertThat(
            labels
                .labelNames(LabelNamesRequest.newBuilder().setEnd(1_000_000).build())
                .getNamesList())
        .containsExactly("__name__", "owner", "replica");
    assertThat(
            labels
                .labelValues(
                    LabelValuesRequest.newBuilder().setLabel("owner").setEnd(1_000_000).build())
                .getValuesList())
        .containsExactly("me");
  }

  @Test
  void announcesWhatItsStoresAnnounce() {
    MemoryStore one = new MemoryStore(Labels.of("replica", "a"));
    MemoryStore other = new MemoryStore(Labels.of("replica", "b"));
    List<Endpoint> stores = List.of(store(one, true), store(other, false));
    InfoResponse info =
        InfoGrpc.newBlockingStub(querier(stores)).info(InfoRequest.getDefaultInstance());

    assertThat(info.getComponentType()).isEqualTo("query");
    assertThat(info.getLabelSetsList())
        .extracting(LabelSets::read)
        .containsExactly(Labels.of("replica", "a"), Labels.of("replica", "b"));
    assertThat(info.getStore().getMinTime()).isZero();
    assertThat(info.getStore().getMaxTime()).isEqualTo(1_000_000);
    assertThat(info.getStore().getSupportsWithoutReplicaLabels()).isTrue();
    assertThat(info.hasQuery() && info.hasRules() && info.hasExemplars()).isTrue();

    List<Endpoint> unlabelled =
        List.of(stores.getFirst(), store(new MemoryStore(Labels.EMPTY), true));
    assertThat(
            InfoGrpc.newBlockingStub(querier(unlabelled))
                .info(InfoRequest.getDefaultInstance())
                .getLabelSetsCount())
        .isZero();
  }

  @Test
  void announcesToWhomACallNamesOnlyLabelsOfHis() {
    Labels acme = Labels.of("replica", "a", "tenant_id", "acme");
    Labels blue = Labels.of("replica", "a", "tenant_id", "blue");
    EndpointInfo both =
        new EndpointInfo(
            "receive",
            List.of(acme, blue),
            Optional.of(new StoreRange(new TimeRange(0, 1_000), true, true)),
            Set.of(),
            List.of(
                new EndpointInfo.Part(acme, new TimeRange(0, 10)),
                new EndpointInfo.Part(blue, new TimeRange(0, 20))));
    MemoryStore of = new MemoryStore(blue);
    Endpoint receiver = new Endpoint("receiver", both, store(of, true).channels());
    List<Endpoint> stores = List.of(receiver, store(of, true));

    assertThat(announced(stores)).containsExactly(acme, blue);
    must = List.of(Matcher.equal("tenant_id", "acme"));
    assertThat(announced(stores)).containsExactly(acme);
    must = List.of(Matcher.equal("tenant_id", "nobody"));
    assertThat(announced(stores)).isEmpty();
  }

  /** Label sets of a querier's Info, whose parts have the same. */
  private List<Labels> announced(List<Endpoint> stores) {
    InfoResponse info =
        InfoGrpc.newBlockingStub(querier(stores)).info(InfoRequest.getDefaultInstance());
    List<Labels> sets = info.getLabelSetsList().stream().map(LabelSets::read).toList();
    assertThat(info.getStore().getTsdbInfosList())
        .extracting(part -> LabelSets.read(part.getLabels()))
        .isSubsetOf(sets);
    return sets;
  }

  @Test
  void passesRulesOnWithWhatIsMissing() {
    RuleGroup group =
        RuleGroup.newBuilder()
            .setName("g")
            .addRules(rule("kept", "x"))
            .addRules(rule("other", "y"))
            .build();
    ServedStores ruler =
        new ServedStores(_ ->
            List.of(
                new RulesGrpc.RulesImplBase() {
                  @Override
                  public void rules(RulesRequest request, StreamObserver<RulesResponse> observer) {
                    observer.onNext(RulesResponse.newBuilder().setGroup(group).build());
                    observer.onNext(RulesResponse.newBuilder().setWarning("half").build());
                    observer.onCompleted();
                  }
                }.bindService()));
    served.add(ruler);
    Endpoint endpoint = new Endpoint("ruler", info(Labels.EMPTY, true, Api.RULES), ruler.channel());
    RulesGrpc.RulesBlockingStub querier = RulesGrpc.newBlockingStub(querier(List.of(endpoint)));
    RulesRequest.Builder request = RulesRequest.newBuilder().addMatcherString("{team=\"x\"}");

    List<RulesResponse> answers = new ArrayList<>();
    querier.rules(request.build()).forEachRemaining(answers::add);

    assertThat(answers).hasSize(2);
    assertThat(answers.getFirst().getGroup().getRulesList())
        .extracting(rule -> rule.getRecording().getName())
        .containsExactly("kept");
    assertThat(answers.getLast().getWarning()).isEqualTo("store ruler: half");
    request.setPartialResponseStrategy(PartialResponseStrategy.ABORT);
    assertThatThrownBy(() -> querier.rules(request.build()).hasNext())
        .hasMessageContaining("ABORTED");
  }

  private static Rule rule(String name, String team) {
    return Rule.newBuilder()
        .setRecording(
            RecordingRule.newBuilder()
                .setName(name)
                .setLabels(LabelSets.write(Labels.of("team", team))))
        .build();
  }
}
