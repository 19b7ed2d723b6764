package io.meridian.service.process;

import io.meridian.config.ConfigProblem;
import io.meridian.service.auth.PortGuard;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.flag.SettingsText;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.HttpLimits;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.Route;
import io.meridian.service.lifecycle.Lifecycle;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.service.ops.OperationRoutes;
import io.meridian.service.reload.FileWatch;
import io.meridian.service.reload.Reload;
import io.meridian.service.telemetry.BucketMetrics;
import io.meridian.service.telemetry.Logging;
import io.meridian.service.telemetry.ProcessMetrics;
import io.meridian.service.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service has around it: logs, metrics, an HTTP port with health and what the service adds,
 * reload, the way from start to end.
 *
 * <pre>
 *   ServiceProcess process = new ServiceProcess(
 *       "receiver", settings, settings.http(), settings.log(), settings.tracing());
 *   … the service's parts, made with process.registry(), process.loops(), …
 *   return process.run(routes, parts, watched, grace);
 * </pre>
 */
public final class ServiceProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final String name;
  private final HttpSection section;
  private final PortGuard guard;
  private final List<ConfigProblem> warnings = new ArrayList<>();
  private final List<ByteBudget> budgets = new ArrayList<>();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final BucketMetrics buckets = BucketMetrics.in(registry);
  private final Readiness readiness = new Readiness();
  private final Reload reload = new Reload(registry);
  private final HttpMetrics http = new HttpMetrics(registry);
  private final Tracing tracing;
  private final List<Route> operations;
  private final EventLoops loops;

  /**
   * A process that has not started; logs are written as the settings say from now on.
   *
   * @param name in logs and metrics
   * @param settings what it runs with, for {@code /debug/config}
   * @throws io.meridian.config.ConfigException if the file of {@code --http.config} is wrong, or
   *     what says where traces go
   */
  public ServiceProcess(
      String name, Record settings, HttpSection section, LogSection log, TracingSection traces) {
    Logging.begin(log.level(), log.format());
    this.name = name;
    this.section = section;
    guard = PortGuard.read(section.config(), warnings);
    tracing =
        traces
            .read(warnings)
            .map(config -> Tracing.of(config, name, registry))
            .orElse(Tracing.NONE);
    operations =
        guard.protect(
            new OperationRoutes(readiness, registry, reload, () -> SettingsText.of(settings))
                .routes());
    reload.add(guard);
    loops = EventLoops.ofMachine();
  }

  /**
   * Says what is wrong with the file of {@code --http.config}, and with what says where traces go.
   *
   * @param warnings takes what is in it without an effect
   * @throws io.meridian.config.ConfigException if it is wrong
   */
  public static void check(
      HttpSection section, TracingSection traces, List<ConfigProblem> warnings) {
    traces.read(warnings);
    PortGuard.read(section.config(), warnings);
  }

  /** Takes what is in files without an effect, to be logged when this runs. */
  public List<ConfigProblem> warnings() {
    return warnings;
  }

  /** Where metrics are registered. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** Where the use of buckets is told. */
  public BucketMetrics buckets() {
    return buckets;
  }

  /** Has the metrics tell of a budget; before this runs. */
  public void metered(ByteBudget budget) {
    budgets.add(budget);
  }

  /** Where obstacles to being ready are told; parts that start are none while they do. */
  public Readiness readiness() {
    return readiness;
  }

  /** Who reads configuration anew. */
  public Reload reload() {
    return reload;
  }

  /** For further HTTP servers, which are to be parts. */
  public EventLoops loops() {
    return loops;
  }

  /** Who is told of the requests and calls of all servers. */
  public Tracing tracing() {
    return tracing;
  }

  /** Of all HTTP servers. */
  public HttpMetrics http() {
    return http;
  }

  /** Health, metrics and so on, for further HTTP servers; behind users and tokens where asked. */
  public List<Route> operations() {
    return operations;
  }

  /**
   * Runs until SIGTERM; returns the exit code.
   *
   * @param routes what the HTTP port has beside health and metrics
   * @param memory what the bodies of requests to it may hold
   * @param parts in the order of their start
   * @param watched files whose change asks for a reload
   * @param grace how long calls to the service's own ports may take at the end
   */
  public int run(
      List<Route> routes,
      ByteBudget memory,
      List<Part> parts,
      Stream<Path> watched,
      Duration grace) {
    metered(memory);
    ProcessMetrics.register(registry, name, budgets);
    warnings.forEach(warning -> LOG.warn("{}", warning));
    List<Route> all = new ArrayList<>(operations);
    all.addAll(guard.protect(routes));
    HttpSettings settings =
        new HttpSettings(
            "operation", section.listen(), HttpLimits.DEFAULT, memory, guard.tls(), tracing);
    List<Part> ordered =
        new ArrayList<>(List.of(new Traces(), loops, new HttpServer(loops, settings, all, http)));
    ordered.addAll(parts);
    List<Path> files = Stream.concat(watched, guard.files().stream()).toList();
    ordered.add(new FileWatch(reload, files, LOOK));
    Duration longest = section.gracePeriod().compareTo(grace) > 0 ? section.gracePeriod() : grace;
    Lifecycle.Times times = new Lifecycle.Times(Duration.ZERO, longest);
    return new Lifecycle(name, ordered, readiness, times).run();
  }

  /** Traces end last: until then there is something to tell. */
  private final class Traces implements Part {
    @Override
    public String name() {
      return "traces";
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
      tracing.close();
    }
  }

  /** What the bodies of requests to a port without uploads may hold. */
  public static ByteBudget smallBodies() {
    return new ByteBudget("operation", 1 << 20, 100);
  }
}
