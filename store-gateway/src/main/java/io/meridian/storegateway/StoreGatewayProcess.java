package io.meridian.storegateway;

import io.meridian.blocks.KnownBlock;
import io.meridian.bucket.Bucket;
import io.meridian.config.ConfigProblem;
import io.meridian.service.process.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** {@code meridian store-gateway}: a gateway with what every process has. */
public final class StoreGatewayProcess {
  private StoreGatewayProcess() {}

  /**
   * Reads what the settings name, to say whether it is right.
   *
   * @throws io.meridian.config.ConfigException if it is not
   */
  public static List<ConfigProblem> check(StoreGatewaySettings settings) {
    List<ConfigProblem> warnings = new ArrayList<>();
    settings.config(warnings);
    settings.selection();
    ServiceProcess.check(settings.http(), settings.tracing(), warnings);
    return warnings;
  }

  /** Runs until SIGTERM; returns the exit code. */
  public static int run(StoreGatewaySettings settings) {
    ServiceProcess process =
        new ServiceProcess(
            "store-gateway", settings, settings.http(), settings.log(), settings.tracing());
    StoreGateway gateway = in(process, settings);
    return process.run(
        gateway.routes(),
        ServiceProcess.smallBodies(),
        gateway.parts(),
        settings.watched(),
        settings.grpc().gracePeriod());
  }

  /** A gateway in a process, which reloads what may change; its parts are still to be started. */
  public static StoreGateway in(ServiceProcess process, StoreGatewaySettings settings) {
    return in(process, settings, UnaryOperator.identity());
  }

  /**
   * As {@link #in(ServiceProcess, StoreGatewaySettings)}, over a layer of the bucket.
   *
   * @param layer given the bucket once
   */
  public static StoreGateway in(
      ServiceProcess process, StoreGatewaySettings settings, UnaryOperator<Bucket> layer) {
    StoreGatewayConfig config = settings.config(process.warnings());
    AtomicReference<Predicate<KnownBlock>> selection = new AtomicReference<>(settings.selection());
    StoreGateway gateway =
        new StoreGateway(
            config,
            layer.apply(config.bucket().open()),
            now -> settings.rules(now, selection.get()),
            new StoreGateway.Surroundings(
                process.registry(), process.buckets(), process.readiness(), process.tracing()));
    process
        .reload()
        .add(() -> {
          Predicate<KnownBlock> changed = settings.selection();
          return () -> selection.set(changed);
        });
    config.grpc().tls().ifPresent(process.reload()::add);
    process.metered(gateway.memory());
    return gateway;
  }
}
