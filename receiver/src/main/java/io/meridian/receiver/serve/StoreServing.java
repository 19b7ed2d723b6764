package io.meridian.receiver.serve;

import io.grpc.ServerServiceDefinition;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.service.api.Selectors;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.process.RpcPart;
import io.meridian.service.process.RpcPlace;
import io.meridian.service.trace.Tracing;
import io.meridian.storeapi.serve.LiveStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreServer;
import io.meridian.storeapi.serve.TenantStore;
import io.meridian.tsdb.store.SampleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The gRPC port of a receiver: StoreAPI and its sisters over all tenants, and other receivers. */
public final class StoreServing implements Part {
  private final Settings settings;
  private final Supplier<SampleStore> store;
  private final ServerServiceDefinition writes;
  private final RpcPart port;

  /**
   * A port.
   *
   * @param port where it is
   * @param external the labels of everything that leaves the receiver
   * @param tenantLabel the label that names the tenant besides
   * @param scratch a folder for answers that are too large to be sorted in memory
   */
  public record Settings(RpcPlace port, Labels external, String tenantLabel, Path scratch) {}

  /**
   * A port that does not listen yet.
   *
   * @param store is there when this is started, and until it is stopped
   * @param writes takes what other receivers send
   * @param tracing is told of the calls
   */
  public StoreServing(
      Settings settings,
      Supplier<SampleStore> store,
      ServerServiceDefinition writes,
      Tracing tracing) {
    this.settings = settings;
    this.store = store;
    this.writes = writes;
    port = new RpcPart(settings.port(), this::services, tracing);
  }

  @Override
  public String name() {
    return port.name();
  }

  @Override
  public void start() throws IOException {
    Files.createDirectories(settings.scratch());
    port.start();
  }

  private List<ServerServiceDefinition> services(ExecutorService threads) {
    StoreServer server = new StoreServer("receive", ServeOptions.in(settings.scratch()), threads);
    return Stream.concat(server.live(this::stores, Selectors::of).stream(), Stream.of(writes))
        .toList();
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

  /** What requests hold. */
  public ByteBudget memory() {
    return port.memory();
  }

  /** Where callers in this process find it. */
  public String address() {
    return port.address();
  }

  /** The port it listens on, also where any free one was asked for. */
  public int port() {
    return port.port();
  }

  @Override
  public void drain(Duration grace) {
    port.drain(grace);
  }

  @Override
  public void stop() {
    port.stop();
  }
}
