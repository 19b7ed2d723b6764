package io.meridian.receiver;

import io.meridian.cluster.ring.TenantRings;
import io.meridian.config.ConfigProblem;
import io.meridian.receiver.relabel.SeriesRules;
import io.meridian.receiver.write.LimitsConfig;
import io.meridian.service.process.ServiceProcess;
import io.meridian.service.tenant.TenantResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code meridian receiver}: a receiver with what every process has. */
public final class ReceiverProcess {
  private ReceiverProcess() {}

  /**
   * Reads what the settings name, to say whether it is right.
   *
   * @throws io.meridian.config.ConfigException if it is not
   */
  public static List<ConfigProblem> check(ReceiverSettings settings) {
    List<ConfigProblem> warnings = new ArrayList<>();
    settings.config(warnings);
    ServiceProcess.check(settings.http(), settings.tracing(), warnings);
    return warnings;
  }

  /** Runs until SIGTERM; returns the exit code. */
  public static int run(ReceiverSettings settings) {
    ServiceProcess process =
        new ServiceProcess(
            "receiver", settings, settings.http(), settings.log(), settings.tracing());
    Receiver receiver = in(process, settings);
    return process.run(
        List.of(),
        ServiceProcess.smallBodies(),
        receiver.parts(),
        settings.watched(),
        settings.grpc().gracePeriod());
  }

  /** A receiver in a process, which reloads what may change; its parts are still to be started. */
  public static Receiver in(ServiceProcess process, ReceiverSettings settings) {
    ReceiverConfig config = settings.config(process.warnings());
    Receiver receiver =
        new Receiver(
            config,
            new Receiver.Surroundings(
                process.loops(),
                process.http(),
                process.registry(),
                process.buckets(),
                new TenantResolver(settings.tenant())::tenant,
                process.operations(),
                process.tracing()));
    process
        .reload()
        .add(() -> {
          LimitsConfig limits = settings.limits();
          Optional<TenantRings> rings = settings.ring().read();
          Optional<SeriesRules> rules = settings.rules();
          return () -> {
            receiver.relabel(rules);
            receiver.limit(limits);
            receiver.route(rings);
          };
        });
    config.remoteWrite().tls().ifPresent(process.reload()::add);
    config.grpc().tls().ifPresent(process.reload()::add);
    config.ring().flatMap(ReceiverConfig.Ring::tls).ifPresent(process.reload()::add);
    receiver.memory().forEach(process::metered);
    return receiver;
  }
}
