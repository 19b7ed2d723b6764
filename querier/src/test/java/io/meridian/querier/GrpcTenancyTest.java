package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.thanos.ExemplarsGrpc;
import io.meridian.api.thanos.ExemplarsRequest;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.MetadataGrpc;
import io.meridian.api.thanos.MetricMetadataRequest;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.api.thanos.StatusGrpc;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.api.thanos.TSDBStatisticsRequest;
import io.meridian.model.Labels;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.TenantMetadata;
import io.meridian.storeapi.wire.LabelSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Where tenancy is enforced, what a call over gRPC sees is of the tenant that it names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrpcTenancyTest {
  private TestStore store;
  private RunningQuerier querier;
  private RpcChannel channel;

  @BeforeAll
  void start(@TempDir Path folder) {
    store =
        TestStore.in(folder, Labels.of("receive_replica", "r0"))
            .with("acme", Given.traced(9, "orders_total", "shop", "a"))
            .withMetadata("acme", "orders")
            .with("blue", Given.traced(9, "visits_total", "site", "b"))
            .withMetadata("blue", "visits");
    querier = RunningQuerier.with("--endpoint=" + store.address(), "--query.enforce-tenancy");
    channel = RpcChannel.to(querier.grpcAddress()).open();
  }

  @AfterAll
  void stop() {
    channel.close();
    querier.close();
    store.close();
  }

  private <Q, A> A once(String tenant, MethodDescriptor<Q, A> method, Q request) {
    return ClientCalls.blockingUnaryCall(
        channel.channel(), method, TenantMetadata.with(CallOptions.DEFAULT, tenant), request);
  }

  private <Q, A> List<A> all(String tenant, MethodDescriptor<Q, A> method, Q request) {
    List<A> answers = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(
            channel.channel(), method, TenantMetadata.with(CallOptions.DEFAULT, tenant), request)
        .forEachRemaining(answers::add);
    return answers;
  }

  private List<String> metrics(String tenant) {
    LabelMatcher any =
        LabelMatcher.newBuilder()
            .setType(LabelMatcher.Type.RE)
            .setName("__name__")
            .setValue(".+")
            .build();
    SeriesRequest request =
        SeriesRequest.newBuilder().setMaxTime(Long.MAX_VALUE).addMatchers(any).build();
    return all(tenant, StoreGrpc.getSeriesMethod(), request).stream()
        .filter(SeriesResponse::hasSeries)
        .map(answer -> answer.getSeries().getLabels(0).getValue())
        .toList();
  }

  @Test
  void givesSeriesAndLabelsOfTheTenantAlone() {
    assertThat(metrics("acme")).containsExactly("orders_total");
    assertThat(metrics("blue")).containsExactly("visits_total");
    assertThat(metrics("nobody")).isEmpty();
    LabelNamesRequest names = LabelNamesRequest.newBuilder().setEnd(Long.MAX_VALUE).build();
    assertThat(once("acme", StoreGrpc.getLabelNamesMethod(), names).getNamesList())
        .contains("shop")
        .doesNotContain("site");
    LabelValuesRequest tenants =
        LabelValuesRequest.newBuilder().setLabel("tenant_id").setEnd(Long.MAX_VALUE).build();
    assertThat(once("blue", StoreGrpc.getLabelValuesMethod(), tenants).getValuesList())
        .containsExactly("blue");
  }

  private static List<String> tenants(InfoResponse info) {
    return info.getLabelSetsList().stream()
        .flatMap(set -> LabelSets.read(set).get("tenant_id").stream())
        .toList();
  }

  @Test
  void tellsExternalLabelsOfTheTenantAloneOrAllToWhoNamesNone() {
    InfoRequest any = InfoRequest.getDefaultInstance();

    assertThat(tenants(once("acme", InfoGrpc.getInfoMethod(), any))).containsExactly("acme");
    assertThat(tenants(once("nobody", InfoGrpc.getInfoMethod(), any))).isEmpty();
    assertThat(tenants(InfoGrpc.newBlockingStub(channel.channel()).info(any)))
        .containsExactlyInAnyOrder("acme", "blue");
  }

  @Test
  void givesExemplarsOfTheTenantAlone() {
    ExemplarsRequest everything =
        ExemplarsRequest.newBuilder().setQuery("{__name__=~\".+\"}").setEnd(Long.MAX_VALUE).build();

    assertThat(all("acme", ExemplarsGrpc.getExemplarsMethod(), everything))
        .singleElement()
        .asString()
        .contains("orders_total")
        .doesNotContain("visits_total");
    assertThat(all("nobody", ExemplarsGrpc.getExemplarsMethod(), everything)).isEmpty();
  }

  @Test
  void givesStatisticsAndMetadataOfTheTenantAlone() {
    TSDBStatisticsRequest heads = TSDBStatisticsRequest.newBuilder().setLimit(10).build();
    assertThat(all("acme", StatusGrpc.getTSDBStatisticsMethod(), heads))
        .flatMap(answer -> answer.getStatistics().getStatisticsMap().keySet())
        .containsExactly("acme");
    MetricMetadataRequest metadata = MetricMetadataRequest.newBuilder().setLimit(-1).build();
    assertThat(all("blue", MetadataGrpc.getMetricMetadataMethod(), metadata))
        .flatMap(answer -> answer.getMetadata().getMetadataMap().keySet())
        .containsExactly("visits");
  }
}
