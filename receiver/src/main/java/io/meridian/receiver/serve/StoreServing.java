package io.meridian.receiver.serve;

import io.grpc.ServerServiceDefinition;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.service.grpc.RpcServer;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.tls.ServerTls;
import io.meridian.storeapi.serve.LiveStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreServer;
import io.meridian.storeapi.serve.TenantStore;
import io.meridian.tsdb.store.SampleStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The gRPC port of a receiver: StoreAPI and its sisters over all tenants, and other receivers. */
public final class StoreServing implements Part {
  private final Settings settings;
  private final Supplier<SampleStore> store;
  private final ServerServiceDefinition writes;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Optional<RpcServer> server = Optional.empty();

  /**
   * A port.
   *
   * @param external the labels of everything that leaves the receiver
   * @param tenantLabel the label that names the tenant besides
   * @param scratch a folder for answers that are too large to be sorted in memory
   */
  public record Settings(
      ListenAddress address,
      Optional<ServerTls> tls,
      Labels external,
      String tenantLabel,
      Path scratch) {}

  /**
   * A port that does not listen yet.
   *
   * @param store is there when this is started, and until it is stopped
   * @param writes takes what other receivers send
   */
  public StoreServing(
      Settings settings, Supplier<SampleStore> store, ServerServiceDefinition writes) {
    this.settings = settings;
    this.store = store;
    this.writes = writes;
  }

  @Override
  public String name() {
    return "gRPC";
  }

  @Override
  public void start() throws IOException {
    Files.createDirectories(settings.scratch());
    ListenAddress address = settings.address();
    RpcServer.Builder builder =
        RpcServer.at(
            address.host().isEmpty()
                ? new InetSocketAddress(address.port())
                : new InetSocketAddress(address.host(), address.port()));
    settings.tls().ifPresent(builder::tls);
    services().forEach(builder::service);
    builder.service(writes);
    RpcServer started = builder.start();
    started.serving(true);
    server = Optional.of(started);
  }

  private List<ServerServiceDefinition> services() {
    return new StoreServer("receive", ServeOptions.in(settings.scratch()), threads)
        .live(this::stores, ExpressionSelectors::of);
  }

  /** The tenants that have samples at the moment. */
  private List<LiveStore> stores() {
    SampleStore from = store.get();
    return from.tenants().stream()
        .flatMap(tenant ->
            from
                .source(tenant)
                .<LiveStore>map(source -> new TenantStore(tenant, labels(tenant), source))
                .stream())
        .toList();
  }

  private Labels labels(String tenant) {
    return LabelsBuilder.from(settings.external()).set(settings.tenantLabel(), tenant).build();
  }

  /** The port it listens on, also where any free one was asked for. */
  public int port() {
    return server.map(RpcServer::port).orElse(settings.address().port());
  }

  @Override
  public void drain(Duration grace) {
    server.ifPresent(started -> started.drain(grace));
    server = Optional.empty();
  }

  @Override
  public void stop() {
    server.ifPresent(RpcServer::close);
    threads.close();
  }
}
