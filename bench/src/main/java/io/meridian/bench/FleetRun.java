package io.meridian.bench;

import io.grpc.Channel;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.promql.Engine;
import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.RpcServer;
import io.meridian.storeapi.dial.AddressSource;
import io.meridian.storeapi.dial.Dialler;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.Endpoints;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.serve.LiveStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreServer;
import io.meridian.storeapi.serve.TenantStore;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Queries over data set D in the head of another process, over gRPC: {@code fleet [series] [rounds]
 * [pattern]}. CPU time of both processes, the mean of many runs, all threads; the first runs stand
 * apart, and so does what of the others went into compiling.
 */
final class FleetRun {
  private static final long BEGIN = 1_767_571_200_000L;
  private static final String TENANT = "default-tenant";
  private static final double LEAST_SECONDS = 6;
  private static final int WARM_RUNS = 15;

  /** CPU seconds of both processes after which compilers are mostly done with a question. */
  private static final double WARM_SECONDS = 15;

  /** Ends the names of questions that are asked for whole series. */
  private static final String WHOLE = ", whole";

  private FleetRun() {}

  /**
   * Something that is asked.
   *
   * @param target CPU milliseconds of both processes together
   * @param ask asks, and says how much the answer has
   */
  private record Question(String name, double target, ToLongFunction<FleetSource> ask) {}

  static void main(String[] args) throws IOException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 160;
    if (args.length > 3) {
      serve(Path.of(args[3]), series, rounds);
      return;
    }
    Path folder = Files.createTempDirectory("fleet-run");
    try {
      Process server = start(series, rounds, folder);
      try (BufferedReader told = server.inputReader()) {
        String port = told.readLine();
        while (port != null && !port.startsWith("port ")) {
          System.out.println(port);
          port = told.readLine();
        }
        if (port == null) {
          throw new IllegalStateException("the store did not start");
        }
        ask(
            "127.0.0.1:" + port.substring("port ".length()),
            server.pid(),
            BEGIN + (rounds - 1) * DataSetD.INTERVAL,
            args.length > 2 ? args[2] : "",
            folder);
      } finally {
        end(server);
      }
    } finally {
      delete(folder);
    }
  }

  /** Ends the store and waits for that, so that it leaves nothing in its folder afterwards. */
  private static void end(Process server) {
    server.destroy();
    server.onExit().join();
  }

  private static Process start(int series, int rounds, Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), FleetRun.class.getName()));
    command.addAll(
        List.of(Integer.toString(series), Integer.toString(rounds), "serve", folder.toString()));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  /** Fills a head and serves it until the process is ended. */
  private static void serve(Path folder, int series, int rounds) throws IOException {
    Labels own = Labels.of("receive_replica", "bench");
    SampleStore store =
        SampleStore.open(
            Disk.local(),
            folder.resolve("store"),
            StoreOptions.of(own),
            () -> Instant.ofEpochMilli(BEGIN + 86_400_000),
            new SplittableRandom(1));
    CpuClock clock = new CpuClock();
    try (HeadRequests requests = new HeadRequests(new DataSetD(series, 1), folder)) {
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < requests.count(); i++) {
          requests.make(i, round, BEGIN + round * DataSetD.INTERVAL);
          store.append(TENANT, requests.body(), 0, requests.length());
        }
      }
    }
    System.out.printf(
        "%,d series, %d samples each: %.0f CPU s%n", series, rounds, clock.cpuSeconds());
    LiveStore tenant =
        new TenantStore(
            TENANT,
            Labels.of("receive_replica", "bench", "tenant_id", TENANT),
            store.source(TENANT).orElseThrow());
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    RpcServer.Builder server =
        RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    new StoreServer("receive", ServeOptions.in(folder), threads)
        .live(() -> List.of(tenant), _ -> List.of())
        .forEach(server::service);
    System.out.println("port " + server.start().port());
    System.out.flush();
    System.in.transferTo(System.out); // until the other process is gone
    System.exit(0);
  }

  private record Connection(RpcChannel opened) implements Dialler.Connection {
    @Override
    public Channel channel() {
      return opened.channel();
    }

    @Override
    public void close() {
      opened.close();
    }
  }

  private static void ask(String address, long server, long end, String pattern, Path folder)
      throws IOException {
    FleetQuery query = FleetQuery.withReplicaLabels(List.of("receive_replica"));
    try (Endpoints endpoints =
        new Endpoints(
            List.of(AddressSource.of(List.of(address))),
            List.of(),
            to -> new Connection(RpcChannel.to(to).open()),
            InstantSource.system(),
            Endpoints.Timing.DEFAULT)) {
      while (endpoints.usable().isEmpty()) {
        endpoints.refresh(); // a busy machine may take longer than a store has for its first answer
      }
      for (Question question : questions(end)) {
        if (question.name().contains(pattern)) {
          Supplier<List<Endpoint>> asked =
              question.name().endsWith(WHOLE) ? () -> whole(endpoints) : endpoints::usable;
          measure(question, server, () -> new FleetSource(asked, query, SortSpace.in(folder)));
        }
      }
    }
  }

  /** The servers as if they could leave nothing of series out. */
  private static List<Endpoint> whole(Endpoints endpoints) {
    return endpoints.usable().stream()
        .map(of -> new Endpoint(of.address(), of.info().whole(), of.channels()))
        .toList();
  }

  private static List<Question> questions(long end) {
    String rate = "sum by (job) (rate({__name__=~\"bench_metric_0..\"}[5m]))";
    String count = "count({pod=~\"service-1.*\"})";
    return List.of(
        new Question("instant count", 60, source -> query(source, count, now(end), 1)),
        new Question("instant count, 15 s ago", 60, source -> query(source, count, end, 1)),
        new Question("instant count" + WHOLE, 60, source -> query(source, count, now(end), 1)),
        new Question("count × 31", 150, source -> query(source, count, end, 31)),
        new Question("count × 31" + WHOLE, 150, source -> query(source, count, end, 31)),
        new Question("sum by rate, 100k × 121", 1000, source -> query(source, rate, end, 121)),
        new Question("raw 1,000 × 121", 15, source -> query(source, "bench_metric_000", end, 121)),
        new Question("series of 5,000", 8, source -> series(source, end)),
        new Question("values of pod", 20, source -> values(source, end)));
  }

  /** When all samples are there: series have theirs at different times of the last interval. */
  private static long now(long end) {
    return end + DataSetD.INTERVAL;
  }

  private static long query(FleetSource source, String text, long end, int steps) {
    Engine engine =
        new Engine(EngineOptions.DEFAULT, new Functions(), new BinaryOperators(), Runnable::run);
    QueryContext context = context();
    long step = 15_000;
    QueryResult result =
        steps == 1
            ? engine.instant(engine.parse(text), end, source, context)
            : engine.range(
                engine.parse(text),
                new QueryTimes(end - (steps - 1) * step, end, step),
                source,
                context);
    check(result.outcome());
    return context.samples();
  }

  /** A figure of an answer from which something is missing says nothing. */
  private static void check(Outcome outcome) {
    if (!outcome.complete()) {
      throw new IllegalStateException("something is missing: " + outcome.warnings());
    }
  }

  private static QueryContext context() {
    return new QueryContext(System::nanoTime, Duration.ofMinutes(5), 1L << 30, Long.MAX_VALUE);
  }

  /** Five metrics, labels alone. */
  private static long series(FleetSource source, long end) {
    List<Matcher> matchers =
        List.of(Matcher.of(MatchType.REGEX, "__name__", "bench_metric_00[0-4]"));
    SelectHints hints =
        SelectHints.of(new TimeRange(end - 3_600_000, end)).withFunction(FleetSource.LABELS_ONLY);
    long found = 0;
    try (SeriesCursor cursor = source.select(matchers, hints, context())) {
      Optional<SeriesBatch> batch = cursor.next();
      for (; batch.isPresent(); batch = cursor.next()) {
        found += batch.get().size();
        batch.get().close();
      }
      check(cursor.outcome());
    }
    return found;
  }

  private static long values(FleetSource source, long end) {
    TimeRange range = new TimeRange(end - 3_600_000, end);
    LabelAnswer answer = source.labelValues("pod", List.of(), range, 0, context());
    check(answer.outcome());
    return answer.values().size();
  }

  private static void measure(Question question, long server, Supplier<FleetSource> source)
      throws IOException {
    Cost first = cost(question, server, source, 1);
    Cost warm = cost(question, server, source, WARM_RUNS);
    double spent = warm.seconds() * WARM_RUNS;
    while (spent < WARM_SECONDS) {
      warm = cost(question, server, source, WARM_RUNS);
      spent += warm.seconds() * WARM_RUNS;
    }
    int runs = (int) Math.clamp(LEAST_SECONDS / Math.max(warm.seconds(), 1e-4), 5, 2000);
    Cost best = cost(question, server, source, runs);
    for (int i = 0; i < 2; i++) {
      Cost again = cost(question, server, source, runs);
      best = again.seconds() < best.seconds() ? again : best;
    }
    System.out.printf(
        Locale.ROOT,
        "%-28s %7.1f CPU ms: store %6.1f, querier %6.1f (compilers %.1f, first %.0f; target %.0f); %,d; %,d KB%n",
        question.name(),
        best.seconds() * 1e3,
        best.store() * 1e3,
        best.querier() * 1e3,
        best.compilers() * 1e3,
        first.seconds() * 1e3,
        question.target(),
        best.found(),
        best.bytes() >> 10);
  }

  /**
   * What an answer cost.
   *
   * @param store CPU seconds of the other process
   * @param querier CPU seconds of this one
   * @param compilers CPU seconds of both that went into compiling
   * @param found samples, series or values
   * @param bytes of messages
   */
  private record Cost(double store, double querier, double compilers, long found, long bytes) {
    double seconds() {
      return store + querier;
    }
  }

  private static Cost cost(Question question, long server, Supplier<FleetSource> source, int runs)
      throws IOException {
    long own = ProcessHandle.current().pid();
    double compilers = ServerProcess.compilerSeconds(server) + ServerProcess.compilerSeconds(own);
    double begin = ServerProcess.cpuSeconds(server);
    CpuClock clock = new CpuClock();
    long found = 0;
    long bytes = 0;
    for (int i = 0; i < runs; i++) {
      FleetSource fleet = source.get();
      found = question.ask().applyAsLong(fleet);
      bytes = fleet.figures().stream().mapToLong(of -> of.bytes()).sum();
    }
    double querier = clock.cpuSeconds() / runs;
    double store = (ServerProcess.cpuSeconds(server) - begin) / runs;
    double compiled =
        ServerProcess.compilerSeconds(server) + ServerProcess.compilerSeconds(own) - compilers;
    return new Cost(store, querier, compiled / runs, found, bytes);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
