package io.meridian.querier;

import io.meridian.config.ConfigProblem;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.process.ServicePort;
import io.meridian.service.process.ServiceProcess;
import io.meridian.service.tls.ClientTls;
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
    ServiceProcess.check(settings.http(), warnings);
    return warnings;
  }

  /** Runs until SIGTERM; returns the exit code. */
  public static int run(QuerierSettings settings) {
    ServiceProcess process =
        new ServiceProcess("querier", settings, settings.http(), settings.log());
    Optional<ClientTls> tls = settings.fleet().tls();
    ServicePort grpc = settings.grpc().open();
    Querier querier = new Querier(settings, tls, process.registry());
    tls.ifPresent(process.reload()::add);
    grpc.tls().ifPresent(process.reload()::add);
    List<Part> parts = new ArrayList<>(querier.parts());
    parts.add(querier.serving(grpc));
    return process.run(
        querier.routes(),
        new ByteBudget("forms of queries", FORMS, MOST_WAITING),
        parts,
        settings.watched(),
        settings.grpc().gracePeriod());
  }
}
