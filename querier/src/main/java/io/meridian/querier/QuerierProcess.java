package io.meridian.querier;

import io.meridian.config.ConfigProblem;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.process.RpcPlace;
import io.meridian.service.process.ServiceProcess;
import io.meridian.service.tls.ClientTls;
import io.meridian.storeapi.dial.AddressSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code meridian querier}: a querier with what every process has. */
public final class QuerierProcess {
  private static final long FORMS = 32 << 20;
  private static final int MOST_WAITING = 100;

  private QuerierProcess() {}

  /**
   * Reads what the settings name, to say whether it is right.
   *
   * @throws io.meridian.config.ConfigException if it is not
   */
  public static List<ConfigProblem> check(QuerierSettings settings) {
    List<ConfigProblem> warnings = new ArrayList<>();
    settings.fleet().tls();
    settings.grpc().open();
    ServiceProcess.check(settings.http(), settings.tracing(), warnings);
    return warnings;
  }

  /** Runs until SIGTERM; returns the exit code. */
  public static int run(QuerierSettings settings) {
    ServiceProcess process =
        new ServiceProcess(
            "querier", settings, settings.http(), settings.log(), settings.tracing());
    Querier querier = in(process, settings, List.of());
    return process.run(
        querier.routes(),
        forms(),
        parts(process, settings, querier),
        settings.watched(),
        settings.grpc().gracePeriod());
  }

  /**
   * A querier in a process, whose parts are still to be started.
   *
   * @param others where addresses come from beside those of the settings
   */
  public static Querier in(
      ServiceProcess process, QuerierSettings settings, List<AddressSource> others) {
    Optional<ClientTls> tls = settings.fleet().tls();
    tls.ifPresent(process.reload()::add);
    return new Querier(settings, others, tls, process.registry());
  }

  /** A querier's parts, the gRPC port among them. */
  public static List<Part> parts(
      ServiceProcess process, QuerierSettings settings, Querier querier) {
    RpcPlace grpc = settings.grpc().open();
    grpc.tls().ifPresent(process.reload()::add);
    List<Part> parts = new ArrayList<>(querier.parts());
    parts.add(querier.serving(grpc, process.tracing()));
    return parts;
  }

  /** What the bodies of requests to the API may hold. */
  public static ByteBudget forms() {
    return new ByteBudget("forms of queries", FORMS, MOST_WAITING);
  }
}
