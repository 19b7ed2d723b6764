package io.meridian.receiver;

import io.meridian.cluster.ring.TenantRings;
import io.meridian.config.ConfigProblem;
import io.meridian.receiver.write.LimitsConfig;
import io.meridian.service.auth.PortGuard;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.flag.SettingsText;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.HttpLimits;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.http.Route;
import io.meridian.service.lifecycle.Lifecycle;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.service.ops.OperationRoutes;
import io.meridian.service.reload.FileWatch;
import io.meridian.service.reload.Reload;
import io.meridian.service.telemetry.Logging;
import io.meridian.service.telemetry.ProcessMetrics;
import io.meridian.service.tenant.TenantResolver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code meridian receiver}: a receiver with what every process has. */
public final class ReceiverProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiverProcess.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private ReceiverProcess() {}

  /**
   * Reads what the settings name, to say whether it is right.
   *
   * @throws io.meridian.config.ConfigException if it is not
   */
  public static List<ConfigProblem> check(ReceiverSettings settings) {
    List<ConfigProblem> warnings = new ArrayList<>();
    settings.config(warnings);
    PortGuard _ = PortGuard.read(settings.http().config(), warnings);
    return warnings;
  }

  /** Runs until SIGTERM; returns the exit code. */
  public static int run(ReceiverSettings settings) {
    Logging.begin(settings.log().level(), settings.log().format());
    List<ConfigProblem> warnings = new ArrayList<>();
    ReceiverConfig config = settings.config(warnings);
    PortGuard guard = PortGuard.read(settings.http().config(), warnings);
    warnings.forEach(warning -> LOG.warn("{}", warning));

    PrometheusRegistry registry = new PrometheusRegistry();
    Readiness readiness = new Readiness();
    Reload reload = new Reload(registry);
    List<Route> operations =
        guard.protect(
            new OperationRoutes(readiness, registry, reload, () -> SettingsText.of(settings))
                .routes());
    EventLoops loops = EventLoops.ofMachine();
    HttpMetrics http = new HttpMetrics(registry);
    HttpSettings operation = operation(settings, guard);
    Receiver receiver =
        new Receiver(
            config,
            new Receiver.Surroundings(
                loops, http, registry, new TenantResolver(settings.tenant())::tenant, operations));
    reload.add(() -> {
      LimitsConfig limits = settings.limits();
      Optional<TenantRings> rings = settings.ring().read();
      return () -> {
        receiver.limit(limits);
        receiver.route(rings);
      };
    });
    reload.add(guard);
    config.remoteWrite().tls().ifPresent(reload::add);
    config.grpc().tls().ifPresent(reload::add);
    config.ring().flatMap(ReceiverConfig.Ring::tls).ifPresent(reload::add);

    ProcessMetrics.register(registry, "receiver", List.of(operation.memory(), receiver.requests()));
    List<Part> parts = new ArrayList<>(List.of(loops));
    parts.add(new HttpServer(loops, operation, operations, http));
    parts.addAll(receiver.parts());
    parts.add(new FileWatch(reload, watched(settings, guard), LOOK));
    return new Lifecycle("receiver", parts, readiness, times(settings)).run();
  }

  private static List<Path> watched(ReceiverSettings settings, PortGuard guard) {
    return Stream.concat(settings.watched().stream(), guard.files().stream()).toList();
  }

  private static HttpSettings operation(ReceiverSettings settings, PortGuard guard) {
    ListenAddress address = ListenAddress.parse("http-address", settings.http().address());
    ByteBudget memory = new ByteBudget("operation", 1 << 20, 100);
    return new HttpSettings("operation", address, HttpLimits.DEFAULT, memory, guard.tls());
  }

  private static Lifecycle.Times times(ReceiverSettings settings) {
    Duration http = settings.http().gracePeriod();
    Duration grpc = settings.grpc().gracePeriod();
    return new Lifecycle.Times(Duration.ZERO, http.compareTo(grpc) > 0 ? http : grpc);
  }
}
