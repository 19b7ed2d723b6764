package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.CountedGroup;
import io.meridian.api.thanos.CountedSeries;
import io.meridian.api.thanos.Series;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.model.CountAnswer;
import io.meridian.model.Labels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.wire.Frame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the counts of stores that answer well, badly or not at all. */
class StoreCountsTest {
  private static final LookbackSteps STEPS = new LookbackSteps(300_000, 15_000, 2, 300_000);
  private static final Labels A = Labels.of("cluster", "a");
  private static final Labels B = Labels.of("cluster", "b");

  @TempDir private Path scratch;

  private final List<ScriptedServer> servers = new ArrayList<>();
  private final QueryContext context =
      new QueryContext(System::nanoTime, Duration.ofMinutes(2), 64 << 20, Long.MAX_VALUE);

  @AfterEach
  void close() {
    servers.forEach(ScriptedServer::close);
  }

  private Endpoint store(Labels external, Consumer<StreamObserver<Frame>> series) {
    ScriptedServer server = ScriptedServer.ofSeries(series);
    servers.add(server);
    StoreRange range = new StoreRange(TimeRange.ALL, true, true, false, true);
    return server.endpoint(
        new EndpointInfo(
            "receive",
            List.of(external),
            Optional.of(range),
            Set.of(),
            List.of(new EndpointInfo.Part(external, TimeRange.ALL))));
  }

  private Endpoint store(Labels external, Frame... frames) {
    return store(
        external,
        observer -> {
          Stream.of(frames).forEach(observer::onNext);
          observer.onCompleted();
        });
  }

  private static Frame frame(CountedSeries.Builder counted) {
    return new Frame(SeriesResponse.newBuilder().setCounted(counted).build().toByteArray());
  }

  private static Frame counts(Labels part, Labels group, Long... counts) {
    return frame(
        CountedSeries.newBuilder()
            .setLabels(ByteString.copyFrom(part.packed()))
            .addGroups(
                CountedGroup.newBuilder()
                    .setLabels(ByteString.copyFrom(group.packed()))
                    .addAllCounts(Arrays.asList(counts))));
  }

  private static Frame refusal() {
    return frame(CountedSeries.newBuilder().setRefused(true));
  }

  private Optional<CountAnswer> ask(FleetQuery query, Endpoint... stores) {
    FleetSource source = new FleetSource(() -> List.of(stores), query, SortSpace.in(scratch));
    SelectHints hints =
        new SelectHints(
            STEPS.range(),
            STEPS.step(),
            0,
            STEPS.lookback(),
            "count",
            Optional.empty(),
            Optional.of(new SelectHints.LabelSelection(true, List.of("job"))),
            Optional.empty(),
            0,
            0);
    return source.counts(List.of(Matcher.equal("__name__", "up")), hints, STEPS, context);
  }

  /** No server is asked for being slow, which a first connection may be. */
  private static FleetQuery query() {
    return FleetQuery.withReplicaLabels(List.of("replica")).withHedgeAfter(Duration.ofMinutes(1));
  }

  /** Groups with their counts in the order in which they came; empty where stores cannot say. */
  private List<String> told(Endpoint... stores) {
    Optional<CountAnswer> answer = ask(query(), stores);
    List<String> told = new ArrayList<>();
    answer.ifPresent(found -> {
      try (found) {
        for (int i = 0; i < found.counts().size(); i++) {
          long[] cells = found.counts().cells();
          int first = found.counts().firstCell(i);
          Labels labels =
              Labels.copyOf(
                  found.counts().labelBytes(),
                  found.counts().labelsFrom(i),
                  found.counts().labelsTo(i));
          told.add(labels + " " + cells[first] + " " + cells[first + 1]);
        }
        found.outcome().warnings().forEach(warning -> told.add(warning.cause()));
        assertThat(found.outcome().complete()).isEqualTo(found.outcome().warnings().isEmpty());
      }
    });
    assertThat(context.bytes()).isZero();
    return told;
  }

  @Test
  void areThoseOfAllStores() {
    Labels job = Labels.of("job", "x");
    assertThat(
            told(
                store(A, counts(A, job, 3L, 4L), counts(A, Labels.EMPTY, 1L, 0L)),
                store(B, counts(B, job, 5L, 6L))))
        .containsExactly(job + " 3 4", "{} 1 0", job + " 5 6");
    assertThat(servers.getFirst().requests())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.getReduction().getCounted()).isTrue();
          assertThat(request.getReduction().getLabelsList()).containsExactly("job");
          assertThat(request.getWindow()).isEqualTo(STEPS.lookback());
          assertThat(request.getStep()).isEqualTo(STEPS.step());
          assertThat(request.getMinTime()).isEqualTo(STEPS.range().min());
          assertThat(request.getMaxTime()).isEqualTo(STEPS.range().max());
        });
  }

  @Test
  void areNoneWhereAStoreCannotSay() {
    Endpoint good = store(A, counts(A, Labels.EMPTY, 1L, 1L));
    Frame series =
        new Frame(SeriesResponse.newBuilder().setSeries(Series.newBuilder()).build().toByteArray());
    assertThat(ask(query(), good, store(B, refusal()))).isEmpty();
    assertThat(ask(query(), good, store(B, counts(B, Labels.EMPTY, 1L, 1L), refusal()))).isEmpty();
    assertThat(ask(query(), good, store(B, series))).isEmpty();
    assertThat(context.bytes()).isZero();
  }

  @Test
  void areNoneWhereStoresHaveSeriesOfOneCluster() {
    Endpoint one = store(A, counts(A, Labels.EMPTY, 1L, 1L));
    Endpoint other = store(B, counts(A, Labels.EMPTY, 1L, 1L));
    assertThat(ask(query(), one, other)).isEmpty();
    assertThat(ask(query(), one, store(A, counts(A, Labels.EMPTY, 1L, 1L)))).isEmpty();
    assertThat(servers.getLast().requests()).isEmpty();
    assertThat(context.bytes()).isZero();
  }

  @Test
  void ofAStoreThatFailsAreMissing() {
    Endpoint good = store(A, counts(A, Labels.EMPTY, 1L, 2L));
    Endpoint failing =
        store(
            B,
            observer -> {
              observer.onNext(counts(B, Labels.EMPTY, 7L, 7L));
              observer.onError(Status.INTERNAL.asRuntimeException());
            });
    Endpoint damaged = store(B, new Frame(new byte[] {(byte) 0xff, 1, 2}));
    Endpoint other = store(B, counts(B, Labels.EMPTY, 1L, 2L, 3L));
    Frame unsorted =
        frame(
            CountedSeries.newBuilder().setLabels(ByteString.copyFrom(new byte[] {5, 'a', 1, 'b'})));

    assertThat(told(good, failing))
        .hasSize(3)
        .startsWith("{} 1 2", "{} 7 7")
        .last()
        .asString()
        .contains("broke off behind 1 messages with INTERNAL");
    assertThat(told(good, damaged)).hasSize(2).last().asString().contains("is none");
    assertThat(told(good, other)).hasSize(2).last().asString().contains("2 steps");
    assertThat(told(good, store(B, unsorted))).hasSize(2).startsWith("{} 1 2");
    assertThatThrownBy(() -> ask(query().strict(), good, failing))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(failing.address());
    assertThat(context.bytes()).isZero();
  }

  @Test
  void comeWithWhatAStoreWarnsOf() {
    Frame warning =
        new Frame(SeriesResponse.newBuilder().setWarning("half is gone").build().toByteArray());
    assertThat(told(store(A, warning, counts(A, Labels.EMPTY, 1L, 2L))))
        .containsExactly("{} 1 2", "half is gone");
  }

  @Test
  void areOfAnotherServerOfTheDataWhereOneFails() {
    Endpoint failing =
        store(
            A,
            observer -> {
              observer.onNext(counts(A, Labels.EMPTY, 1L, 2L));
              observer.onError(Status.UNAVAILABLE.asRuntimeException());
            });
    Endpoint good = store(A, counts(A, Labels.EMPTY, 1L, 2L));
    Endpoint both =
        new Endpoint(failing.address(), good.info(), List.of(failing.channel(), good.channel()));
    assertThat(told(both)).containsExactly("{} 1 2");
  }
}
