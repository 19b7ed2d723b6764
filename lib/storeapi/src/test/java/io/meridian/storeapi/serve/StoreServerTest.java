package io.meridian.storeapi.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.thanos.ExemplarsGrpc;
import io.meridian.api.thanos.ExemplarsRequest;
import io.meridian.api.thanos.ExemplarsResponse;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.MetadataGrpc;
import io.meridian.api.thanos.MetricMetadataRequest;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.StatusGrpc;
import io.meridian.api.thanos.TSDBStatistics;
import io.meridian.api.thanos.TSDBStatisticsRequest;
import io.meridian.model.Labels;
import io.meridian.model.LimitExceededException;
import io.meridian.model.Matcher;
import io.meridian.model.OverloadedException;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.SeriesMethod;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Calls over the network: their ends, their pace, and the smaller services. */
class StoreServerTest {
  private static final long NOW = 1_700_000_000_000L;

  @TempDir private Path folder;

  private ServedStores serve(MemoryStore... stores) {
    return ServedStores.of(ServeOptions.in(folder.resolve("scratch")), List.of(stores));
  }

  private static SeriesRequest.Builder named(String regex) {
    return SeriesRequest.newBuilder()
        .setMaxTime(Long.MAX_VALUE)
        .addMatchers(
            LabelMatcher.newBuilder()
                .setType(LabelMatcher.Type.RE)
                .setName("__name__")
                .setValue(regex));
  }

  private static Status.Code code(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus().getCode();
  }

  /** Fails when it is asked, with what is no exception. */
  private static RuntimeException missingClass() {
    throw new NoClassDefFoundError("io/meridian/Gone");
  }

  @Test
  void endsCallsWhateverIsThrownAndLogsIt() {
    Logger log = (Logger) LoggerFactory.getLogger(Calls.class);
    BlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent line) {
            lines.add(line);
          }
        };
    appender.start();
    log.addAppender(appender);
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    store.add(Labels.of("__name__", "m"), MemoryStore.floats(0, 1, 1));
    store.failing(0, StoreServerTest::missingClass);
    LabelValuesRequest values =
        LabelValuesRequest.newBuilder().setLabel("__name__").setEnd(Long.MAX_VALUE).build();
    try (ServedStores served = serve(store)) {
      assertThat(code(() -> GivenSeries.of(served.store().series(named(".+").build()))))
          .isEqualTo(Status.Code.INTERNAL);
      assertThat(code(() -> served.store().labelValues(values))).isEqualTo(Status.Code.INTERNAL);
      for (int i = 0; i < 2; i++) {
        ILoggingEvent line = lines.poll(60, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        assertThat(line.getLevel()).isEqualTo(Level.ERROR);
        assertThat(line.getThrowableProxy().getMessage()).isEqualTo("io/meridian/Gone");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      log.detachAppender(appender);
    }
  }

  @Test
  void endsCallsWithWhatCallersCanActOn() {
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    store.add(Labels.of("__name__", "m"), MemoryStore.floats(0, 1, 1));
    try (ServedStores served = serve(store)) {
      store.failing(0, () -> new LimitExceededException("series", 1, 2, "series"));
      assertThat(code(() -> GivenSeries.of(served.store().series(named(".+").build()))))
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      store.failing(0, () -> new OverloadedException("too much"));
      assertThat(code(() -> GivenSeries.of(served.store().series(named(".+").build()))))
          .isEqualTo(Status.Code.UNAVAILABLE);
      store.failing(0, () -> new IllegalStateException("a fault"));
      assertThat(GivenSeries.of(served.store().series(named(".+").build())).warnings())
          .containsExactly("memory {}: a fault");
      assertThat(code(() -> GivenSeries.of(served.store().series(named("(").build()))))
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void sendsNoFasterThanItsReaderTakes() throws Exception {
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    int series = 20_000;
    for (int i = 0; i < series; i++) {
      store.add(
          Labels.of("__name__", "m" + i, "filler", "x".repeat(500)), MemoryStore.floats(0, 1, 1));
    }
    try (ServedStores served = serve(store)) {
      ClientCall<SeriesRequest, Frame> call =
          served.channel().newCall(SeriesMethod.SERIES, io.grpc.CallOptions.DEFAULT);
      BlockingQueue<Object> events = new LinkedBlockingQueue<>();
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onMessage(Frame message) {
              events.add(message);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              events.add(status);
            }
          },
          new Metadata());
      call.sendMessage(named(".+").build());
      call.halfClose();
      call.request(1);
      assertThat(events.poll(20, TimeUnit.SECONDS)).isInstanceOf(Frame.class);
      assertThat(events.poll(300, TimeUnit.MILLISECONDS)).isNull();
      assertThat(store.open()).hasValue(1);

      call.cancel("enough", null);
      assertThat(events.poll(20, TimeUnit.SECONDS)).isInstanceOf(Status.class);
      awaitClosed(store);
    }
  }

  private static void awaitClosed(MemoryStore store) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (store.open().get() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(store.open()).hasValue(0);
  }

  @Test
  void keepsTheCallersDeadline() {
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    for (int i = 0; i < 50_000; i++) {
      store.add(Labels.of("__name__", "m" + i), MemoryStore.floats(0, 1, 1));
    }
    try (ServedStores served = serve(store)) {
      var answer =
          served.store().withDeadlineAfter(200, TimeUnit.MILLISECONDS).series(named(".+").build());
      assertThat(code(() -> waitBetween(answer))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      awaitClosed(store);
    }
  }

  /** Takes a message, and no other before the deadline. */
  private static void waitBetween(java.util.Iterator<?> answer) {
    answer.next();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    answer.forEachRemaining(_ -> {});
  }

  @Test
  void joinsNamesAndValuesOfStores() {
    MemoryStore one = new MemoryStore(Labels.of("cluster", "x", "replica", "a"));
    one.add(Labels.of("__name__", "m", "a", "2"), MemoryStore.floats(0, 1, 1));
    MemoryStore other = new MemoryStore(Labels.of("cluster", "y"));
    other.add(Labels.of("__name__", "m", "a", "1", "\uFF61", "v"), MemoryStore.floats(0, 1, 1));
    other.add(Labels.of("__name__", "m", "\uD83D\uDE00", "v"), MemoryStore.floats(0, 1, 1));
    try (ServedStores served = serve(one, other)) {
      LabelNamesRequest names =
          LabelNamesRequest.newBuilder()
              .setEnd(Long.MAX_VALUE)
              .addWithoutReplicaLabels("replica")
              .build();
      assertThat(served.store().labelNames(names).getNamesList())
          .containsExactly("__name__", "a", "cluster", "\uFF61", "\uD83D\uDE00");
      LabelValuesRequest values =
          LabelValuesRequest.newBuilder().setEnd(Long.MAX_VALUE).setLabel("a").build();
      assertThat(served.store().labelValues(values).getValuesList()).containsExactly("1", "2");

      other.failing(0, () -> new UnavailableException("gone"));
      assertThat(served.store().labelValues(values).getWarningsList())
          .containsExactly("memory {cluster=\"y\"}: gone");
      LabelValuesRequest strict =
          values.toBuilder().setPartialResponseStrategy(PartialResponseStrategy.ABORT).build();
      assertThat(code(() -> served.store().labelValues(strict))).isEqualTo(Status.Code.ABORTED);
    }
  }

  @Test
  void announcesNoLabelsWhereSomeDataHasNone() {
    MemoryStore labelled = new MemoryStore(Labels.of("cluster", "x"));
    try (ServedStores served = serve(labelled)) {
      InfoResponse info = served.info().info(InfoRequest.getDefaultInstance());
      assertThat(info.getLabelSetsCount()).isEqualTo(1);
      assertThat(info.getStore().getSupportsSharding()).isTrue();
      assertThat(info.getStore().getSupportsWithoutReplicaLabels()).isTrue();
    }
    try (ServedStores served = serve(labelled, new MemoryStore(Labels.EMPTY))) {
      InfoResponse info = served.info().info(InfoRequest.getDefaultInstance());
      assertThat(info.getLabelSetsCount()).isZero();
      assertThat(info.getStore().getTsdbInfosCount()).isEqualTo(2);
    }
  }

  @Test
  void servesAReceiversTenants() {
    try (SampleStore store =
            SampleStore.open(
                Disk.local(),
                folder.resolve("store"),
                StoreOptions.of(Labels.of("receive_replica", "r0")),
                () -> Instant.ofEpochMilli(NOW),
                new SplittableRandom(1));
        ServedStores served =
            new ServedStores(threads ->
                new StoreServer("receive", ServeOptions.in(folder.resolve("s")), threads)
                    .live(() -> tenants(store), SelectorsOfTests::parse))) {
      WrittenRequest.to(store, "red", NOW);
      WrittenRequest.to(store, "blue", NOW);

      GivenSeries given = GivenSeries.of(served.store().series(named("requests_.*").build()));
      assertThat(given.labels())
          .containsExactly(WrittenRequest.labels("blue"), WrittenRequest.labels("red"));

      InfoResponse info =
          InfoGrpc.newBlockingStub(served.channel()).info(InfoRequest.getDefaultInstance());
      assertThat(info.getComponentType()).isEqualTo("receive");
      assertThat(info.getStore().getMinTime()).isEqualTo(NOW);
      assertThat(info.getStore().getMaxTime()).isEqualTo(Long.MAX_VALUE);
      assertThat(info.hasExemplars() && info.hasMetricMetadata() && info.hasStatus()).isTrue();

      ExemplarsRequest exemplars =
          ExemplarsRequest.newBuilder()
              .setQuery("requests_total")
              .setStart(NOW - 1)
              .setEnd(NOW + 1)
              .build();
      List<ExemplarsResponse> found =
          WrittenRequest.list(ExemplarsGrpc.newBlockingStub(served.channel()).exemplars(exemplars));
      assertThat(found)
          .extracting(f -> GivenSeries.labels(f.getData().getSeriesLabels().getLabelsList()))
          .containsExactly(WrittenRequest.labels("blue"), WrittenRequest.labels("red"));
      assertThat(found.getFirst().getData().getExemplars(0).getValue()).isEqualTo(0.5);

      var metadata =
          MetadataGrpc.newBlockingStub(served.channel())
              .metricMetadata(MetricMetadataRequest.newBuilder().setLimit(-1).build())
              .next();
      assertThat(metadata.getMetadata().getMetadataOrThrow("requests_total").getMetasList())
          .singleElement()
          .extracting(meta -> meta.getType() + " " + meta.getHelp())
          .isEqualTo("counter How many");

      TSDBStatistics statistics =
          StatusGrpc.newBlockingStub(served.channel())
              .tSDBStatistics(TSDBStatisticsRequest.getDefaultInstance())
              .next()
              .getStatistics();
      assertThat(statistics.getStatisticsMap()).containsOnlyKeys("blue", "red");
      assertThat(statistics.getStatisticsOrThrow("red").getHeadStatistics().getNumSeries())
          .isEqualTo(1);
    }
  }

  private static List<LiveStore> tenants(SampleStore store) {
    return store.tenants().stream()
        .<LiveStore>map(name ->
            new TenantStore(name, WrittenRequest.external(name), store.source(name).orElseThrow()))
        .toList();
  }

  /** Selectors of a name alone. */
  private static final class SelectorsOfTests {
    static List<List<Matcher>> parse(String query) {
      return List.of(List.of(Matcher.equal("__name__", query)));
    }
  }
}
