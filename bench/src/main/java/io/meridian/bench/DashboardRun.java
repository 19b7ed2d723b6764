package io.meridian.bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.promql.Engine;
import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.service.budget.CpuClass;
import io.meridian.service.budget.CpuPool;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.dial.StoreFigures;
import io.meridian.storeapi.dial.StoreRange;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Twenty dashboard queries over gRPC to a store gateway in a process of its own, two replicas
 * joined: {@code gateway dashboards [series] [days] [latency in ms] [bucket] [heap]}. A round of
 * them cold, three warm, one in which four are asked at once, and two before each of which the
 * gateway begins anew within its process: with empty caches, but with what the compiler made.
 *
 * <p>The bucket is a folder, which is written where it does not exist, and kept. The heap is the
 * gateway's, such as {@code 256m}.
 */
final class DashboardRun {
  private static final List<String> PANELS =
      List.of(
          "sum by (job) (rate(requests_0_total[5m]))",
          "sum(rate(requests_1_total{namespace=~\"team-1.*\"}[5m]))",
          "topk(5, sum by (namespace) (increase(requests_2_total[10m])))",
          "max by (job) (requests_3_total{job=~\"job-[0-9]\"})",
          "count(requests_4_total)");

  private static final List<Duration> RANGES =
      List.of(Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1), Duration.ofDays(7));

  private static final int POINTS = 120;

  /** More than a few queries have. */
  private static final int MOST_TASKS = 10_000;

  private final Process server;
  private final BufferedReader told;
  private final BufferedWriter asked;
  private ManagedChannel channel;
  private Endpoint store;
  private final SortSpace sorting;
  private final Engine engine;
  private final LongAdder chunks = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Of all answers of a round, whatever their order. */
  private final LongAdder digest = new LongAdder();

  private DashboardRun(Process server, Path folder, CpuPool processors) throws IOException {
    this.server = server;
    engine =
        new Engine(
            EngineOptions.DEFAULT.withThreads(Runtime.getRuntime().availableProcessors()),
            new Functions(),
            new BinaryOperators(),
            processors.executor(CpuClass.QUERY));
    told = server.inputReader();
    asked = server.outputWriter();
    sorting = SortSpace.in(folder);
    channel = channel(Integer.parseInt(told("port")));
    store = store(channel);
  }

  static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int days = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    String latency = args.length > 2 ? args[2] : "30";
    Path folder = Files.createTempDirectory("gateway-dashboards");
    Path bucket = args.length > 3 ? Path.of(args[3]) : folder.resolve("bucket");
    try {
      if (!Files.exists(bucket)) {
        int blocks = DashboardBucket.write(Files.createDirectories(bucket), series, days);
        System.out.printf("2 replicas x %,d series x %d days in %d blocks%n", series, days, blocks);
      }
      Process server = start(bucket, latency, folder, args.length > 4 ? args[4] : "320m");
      int processors = Runtime.getRuntime().availableProcessors();
      try (CpuPool pool = new CpuPool(processors, MOST_TASKS)) {
        new DashboardRun(server, folder, pool).rounds();
        server.outputWriter().close(); // it ends by itself then
        server.waitFor(1, TimeUnit.MINUTES);
      } finally {
        server.destroyForcibly().waitFor();
      }
    } finally {
      BlockWriteRun.delete(folder);
    }
  }

  private static Process start(Path bucket, String latency, Path folder, String heap)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-Xmx"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(GatewayRun.class.getName(), "serve", bucket.toString(), latency));
    command.add(folder.resolve("data").toString());
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  private String told(String what) throws IOException {
    for (String line = told.readLine(); line != null; line = told.readLine()) {
      if (line.startsWith(what + " ")) {
        return line.substring(what.length() + 1);
      }
      System.out.println(line);
    }
    throw new IOException("the gateway ended");
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  private static Endpoint store(ManagedChannel channel) {
    StoreRange range = new StoreRange(TimeRange.ALL, true, true);
    return new Endpoint(
        "store", new EndpointInfo("store", List.of(), Optional.of(range), Set.of()), channel);
  }

  private void rounds() throws IOException, InterruptedException, ExecutionException {
    for (String round : List.of("cold", "warm", "warm", "warm")) {
      ask(round, 1);
    }
    System.out.printf(
        "resident: gateway %,d MiB, at most %,d; querier %,d%n",
        ServerProcess.residentBytes(server.pid()) >> 20,
        ServerProcess.mostResidentBytes(server.pid()) >> 20,
        ServerProcess.residentBytes(ProcessHandle.current().pid()) >> 20);
    ask("four at once", 4);
    System.out.printf(
        "resident: gateway at most %,d MiB, querier at most %,d%n",
        ServerProcess.mostResidentBytes(server.pid()) >> 20,
        ServerProcess.mostResidentBytes(ProcessHandle.current().pid()) >> 20);
    for (int i = 0; i < 2; i++) {
      beginAnew();
      ask("cold caches, warm process", 1);
    }
  }

  private void beginAnew() throws IOException {
    channel.shutdownNow();
    asked.write("anew\n");
    asked.flush();
    channel = channel(Integer.parseInt(told("port")));
    store = store(channel);
  }

  private void ask(String round, int together)
      throws IOException, InterruptedException, ExecutionException {
    chunks.reset();
    bytes.reset();
    digest.reset();
    double begin = ServerProcess.cpuSeconds(server.pid());
    CpuClock clock = new CpuClock();
    List<Future<Double>> asking = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(together)) {
      for (Duration range : RANGES) {
        for (String panel : PANELS) {
          asking.add(
              threads.submit(() -> {
                CpuClock each = new CpuClock();
                ask(panel, range);
                return each.wallSeconds();
              }));
        }
      }
    }
    List<Double> times = new ArrayList<>();
    for (Future<Double> each : asking) {
      times.add(each.get());
    }
    times.sort(null);
    asked.write("read\n");
    asked.flush();
    String[] read = told("read").split(" ", -1);
    System.out.printf(
        "%s: %.2f CPU s gateway, %.2f querier; %s reads, %,d KiB; %.0f ms at best,"
            + " median %.0f, p90 %.0f, slowest %.0f; %,d chunks, %,d KiB sent; answers %08x%n",
        round,
        ServerProcess.cpuSeconds(server.pid()) - begin,
        clock.cpuSeconds(),
        read[0],
        Long.parseLong(read[1]) >> 10,
        times.getFirst() * 1e3,
        times.get(times.size() / 2) * 1e3,
        times.get(times.size() * 9 / 10) * 1e3,
        times.getLast() * 1e3,
        chunks.sum(),
        bytes.sum() >> 10,
        (int) digest.sum());
  }

  private void ask(String panel, Duration range) {
    long step = Math.max(30_000, range.toMillis() / POINTS);
    QueryTimes times =
        new QueryTimes(DashboardBucket.END - range.toMillis(), DashboardBucket.END - step, step);
    FleetSource source =
        new FleetSource(
            () -> List.of(store), FleetQuery.withReplicaLabels(List.of("replica")), sorting);
    QueryResult result = engine.range(engine.parse(panel), times, source, QueryContext.unlimited());
    if (!result.outcome().complete()) {
      throw new IllegalStateException(panel + " over " + range + ": " + result.outcome());
    }
    for (StoreFigures figures : source.figures()) {
      chunks.add(figures.chunks());
      bytes.add(figures.bytes());
    }
    digest.add(hash(result.value()));
  }

  private static long hash(QueryResult.Value value) {
    long hash = 0;
    if (value instanceof QueryResult.Matrix(List<QueryResult.Series> all)) {
      for (QueryResult.Series series : all) {
        for (int i = 0; i < series.samples().size(); i++) {
          long bits = Double.doubleToLongBits(series.samples().value(i));
          hash = 31 * (31 * hash + series.samples().time(i)) + bits;
        }
        hash += series.labels().hashCode();
      }
    }
    return hash ^ hash >>> 32;
  }
}
