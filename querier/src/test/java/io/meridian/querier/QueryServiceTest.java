package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.QueryGrpc;
import io.meridian.api.thanos.QueryRangeRequest;
import io.meridian.api.thanos.QueryRangeResponse;
import io.meridian.api.thanos.QueryRequest;
import io.meridian.api.thanos.QueryResponse;
import io.meridian.model.Labels;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.TenantMetadata;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whole queries over gRPC, and a querier whose only store is a querier. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QueryServiceTest {
  private static final String[] REPLICAS = {
    "--query.replica-label=replica", "--query.replica-label=receive_replica"
  };

  private TestStore one;
  private TestStore other;
  private RunningQuerier below;
  private RunningQuerier above;
  private RpcChannel channel;

  @BeforeAll
  void start(@TempDir Path folder) {
    one =
        TestStore.in(folder.resolve("one"), Labels.of("receive_replica", "r0"))
            .with("acme", Given.counting(9, "requests_total", "job", "shop", "replica", "a"));
    other =
        TestStore.in(folder.resolve("other"), Labels.of("receive_replica", "r1"))
            .with(
                "acme",
                Given.counting(9, "requests_total", "job", "shop", "replica", "b"),
                Given.counting(9, "requests_total", "job", "till", "replica", "b"));
    below =
        RunningQuerier.with(
            "--endpoint=" + one.address(),
            "--endpoint=" + other.address(),
            REPLICAS[0],
            REPLICAS[1]);
    above = RunningQuerier.with("--endpoint=" + below.grpcAddress(), REPLICAS[0], REPLICAS[1]);
    channel = RpcChannel.to(below.grpcAddress()).open();
  }

  @AfterAll
  void stop() {
    channel.close();
    above.close();
    below.close();
    one.close();
    other.close();
  }

  private static QueryRequest.Builder instant(String query) {
    return QueryRequest.newBuilder()
        .setQuery(query)
        .setTimeSeconds((long) Double.parseDouble(Given.now()))
        .setEnableDedup(true)
        .setEnablePartialResponse(true);
  }

  private List<QueryResponse> answers(QueryRequest.Builder request) {
    List<QueryResponse> answers = new ArrayList<>();
    QueryGrpc.newBlockingStub(channel.channel())
        .query(request.build())
        .forEachRemaining(answers::add);
    return answers;
  }

  private static List<String> jobs(List<TimeSeries> series) {
    return series.stream()
        .flatMap(of -> of.getLabelsList().stream())
        .filter(label -> label.getName().equals("job"))
        .map(Label::getValue)
        .toList();
  }

  @Test
  void answersInstantQueriesWithSeriesThenFigures() {
    List<QueryResponse> answers = answers(instant("requests_total"));

    assertThat(answers).hasSize(3);
    assertThat(jobs(List.of(answers.get(0).getTimeseries(), answers.get(1).getTimeseries())))
        .containsExactlyInAnyOrder("shop", "till");
    assertThat(answers.getFirst().getTimeseries().getSamplesList())
        .extracting(Sample::getValue)
        .containsExactly(8.0);
    assertThat(answers.getLast().getStats().getSamplesTotal()).isPositive();

    assertThat(answers(instant("requests_total").setEnableDedup(false))).hasSize(4);
    List<QueryResponse> batched = answers(instant("requests_total").setResponseBatchSize(64));
    assertThat(batched).hasSize(2);
    assertThat(jobs(batched.getFirst().getTimeseriesBatch().getSeriesList()))
        .containsExactlyInAnyOrder("shop", "till");
  }

  @Test
  void givesANumberAsASeriesWithoutLabels() {
    TimeSeries number = answers(instant("1+1")).getFirst().getTimeseries();

    assertThat(number.getLabelsCount()).isZero();
    assertThat(number.getSamples(0).getValue()).isEqualTo(2);
  }

  @Test
  void answersQueriesOverARange() {
    long end = (long) Double.parseDouble(Given.now());
    QueryRangeRequest request =
        QueryRangeRequest.newBuilder()
            .setQuery("sum(requests_total)")
            .setStartTimeSeconds(end - 30)
            .setEndTimeSeconds(end)
            .setIntervalSeconds(10)
            .setEnableDedup(true)
            .build();
    List<QueryRangeResponse> answers = new ArrayList<>();
    QueryGrpc.newBlockingStub(channel.channel()).queryRange(request).forEachRemaining(answers::add);

    assertThat(answers).hasSize(2);
    assertThat(answers.getFirst().getTimeseries().getSamplesList())
        .hasSize(4)
        .last()
        .extracting(Sample::getValue)
        .isEqualTo(16.0);
  }

  @Test
  void failsWithAbortedOrSaysWhyThereIsNothing() {
    List<QueryResponse> answers = answers(instant("requests_total +"));
    assertThat(answers).singleElement().extracting(QueryResponse::hasWarnings).isEqualTo(true);
    assertThat(answers.getFirst().getWarnings()).contains("parse error");

    assertThatThrownBy(() -> answers(instant("requests_total +").setEnablePartialResponse(false)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ABORTED));
  }

  @Test
  void showsATenantHisOwnSeriesWhereThatIsEnforced() {
    try (RunningQuerier strict =
            RunningQuerier.with(
                "--endpoint=" + one.address(),
                "--query.enforce-tenancy",
                REPLICAS[0],
                REPLICAS[1]);
        RpcChannel toStrict = RpcChannel.to(strict.grpcAddress()).open()) {
      assertThat(seriesOf("acme", toStrict)).isEqualTo(1);
      assertThat(seriesOf("other", toStrict)).isZero();
    }
    assertThat(seriesOf("other", channel)).isEqualTo(2);
  }

  private static long seriesOf(String tenant, RpcChannel to) {
    List<QueryResponse> answers = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(
            to.channel(),
            QueryGrpc.getQueryMethod(),
            TenantMetadata.with(CallOptions.DEFAULT, tenant),
            instant("requests_total").build())
        .forEachRemaining(answers::add);
    return answers.stream().filter(QueryResponse::hasTimeseries).count();
  }

  @Test
  void isAStoreToAnotherQuerier() {
    InfoResponse info =
        InfoGrpc.newBlockingStub(channel.channel()).info(InfoRequest.getDefaultInstance());
    assertThat(info.getComponentType()).isEqualTo("query");
    assertThat(info.hasQuery() && info.hasStore()).isTrue();

    for (String query :
        List.of(
            "requests_total", "sum by (job) (rate(requests_total[1m]))", "count({job=~\".+\"})")) {
      JsonNode direct = below.json("/api/v1/query", "query", query, "time", Given.now());
      JsonNode stacked = above.json("/api/v1/query", "query", query, "time", Given.now());
      assertThat(direct.path("data").path("result")).isNotEmpty();
      assertThat(stacked.path("data")).isEqualTo(direct.path("data"));
    }
    assertThat(above.json("/api/v1/label/job/values").path("data").toString())
        .isEqualTo("[\"shop\",\"till\"]");
  }

  @Test
  void tellsHowStoresAreAndWhatTheyCost() {
    above.json("/api/v1/query", "query", "requests_total", "time", Given.now());

    assertThat(values("meridian_store_up")).containsExactly(1.0);
    assertThat(values("meridian_store_last_check_timestamp_seconds").getFirst()).isPositive();
    assertThat(values("thanos_store_nodes_grpc_connections")).containsExactly(1.0);
    assertThat(values("meridian_store_calls").getFirst()).isPositive();
    assertThat(values("meridian_store_series").getFirst()).isPositive();
    assertThat(values("meridian_store_faults")).isNotEmpty().containsOnly(0.0);
  }

  /** The values of a metric of the upper querier. */
  private List<Double> values(String name) {
    return above.registry().scrape(name::equals).stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(point ->
            switch (point) {
              case GaugeSnapshot.GaugeDataPointSnapshot gauge -> gauge.getValue();
              case CounterSnapshot.CounterDataPointSnapshot counter -> counter.getValue();
              default -> throw new AssertionError(point);
            })
        .toList();
  }
}
