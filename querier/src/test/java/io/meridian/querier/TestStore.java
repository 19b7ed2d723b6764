package io.meridian.querier;

import io.meridian.api.prometheus.MetricMetadata;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.service.api.Selectors;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.process.RpcPart;
import io.meridian.service.process.ServicePort;
import io.meridian.storeapi.serve.LiveStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreServer;
import io.meridian.storeapi.serve.TenantStore;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A store with samples of several tenants, served by gRPC as a receiver does. */
public final class TestStore implements AutoCloseable {
  private final SampleStore samples;
  private final Labels external;
  private final RpcPart rpc;

  private TestStore(Path folder, Labels external) throws IOException {
    this.external = external;
    samples =
        SampleStore.open(
            Disk.local(), folder, StoreOptions.of(external), InstantSource.system(), new Random(1));
    ServicePort port = new ServicePort(new ListenAddress("127.0.0.1", 0), Optional.empty());
    rpc =
        new RpcPart(
            port,
            threads ->
                new StoreServer("receive", ServeOptions.in(folder), threads)
                    .live(this::stores, Selectors::of));
    rpc.start();
  }

  /** One with the external labels given. */
  public static TestStore in(Path folder, Labels external) {
    try {
      return new TestStore(folder, external);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<LiveStore> stores() {
    return samples.tenants().stream()
        .flatMap(tenant ->
            samples
                .source(tenant)
                .<LiveStore>map(source -> new TenantStore(tenant, labels(tenant), source))
                .stream())
        .toList();
  }

  private Labels labels(String tenant) {
    return LabelsBuilder.from(external).set("tenant_id", tenant).build();
  }

  /** Takes series. */
  public TestStore with(String tenant, TimeSeries... series) {
    byte[] body = WriteRequest.newBuilder().addAllTimeseries(List.of(series)).build().toByteArray();
    samples.append(tenant, body, 0, body.length);
    return this;
  }

  /** Takes what is to be known of a tenant's metrics: counters, all of them. */
  public TestStore withMetadata(String tenant, String... families) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (String family : families) {
      request.addMetadata(
          MetricMetadata.newBuilder()
              .setType(MetricMetadata.MetricType.COUNTER)
              .setMetricFamilyName(family)
              .setHelp("of " + tenant));
    }
    byte[] body = request.build().toByteArray();
    samples.append(tenant, body, 0, body.length);
    return this;
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + rpc.port();
  }

  @Override
  public void close() {
    rpc.drain(Duration.ZERO);
    rpc.stop();
    samples.close();
  }
}
