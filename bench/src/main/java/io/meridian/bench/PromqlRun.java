package io.meridian.bench;

import com.sun.management.ThreadMXBean;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
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
import io.meridian.promql.syntax.Expression;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Answers queries over data set D in memory and says what the engine took: {@code query [minutes]
 * [pattern]}. All queries reach over the last minutes (60 if none are given) of 2 h 10 min of
 * samples, one thread.
 *
 * <p>Best and median are CPU time of the query's thread; the mean is that of the whole process over
 * all runs, the collector's and the compiler's work in it. The first run stands apart.
 */
final class PromqlRun {
  private static final long START = 1_767_571_200_000L;
  private static final int SERIES = 200_000;
  private static final int SAMPLES = 520;
  private static final long END = START + (SAMPLES - 1) * DataSetD.INTERVAL;
  private static final int LEAST_RUNS = 10;
  private static final double LEAST_SECONDS = 2;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * A query that there is a target for.
   *
   * @param name what the table calls it
   * @param steps how many instants
   * @param target CPU milliseconds
   */
  private record Target(String name, String query, int steps, double target) {}

  private static final List<Target> TARGETS =
      List.of(
          new Target(
              "sum by rate, 100k series",
              "sum by (job) (rate({__name__=~\"bench_metric_0..\"}[5m]))",
              121,
              350),
          new Target(
              "sum by rate, 10k series",
              "sum by (job) (rate({__name__=~\"bench_metric_00.\"}[5m]))",
              121,
              35),
          new Target(
              "join of 20k pairs",
              "sum(wide_a / on(cluster, container, endpoint, instance, job, namespace, node, pod,"
                  + " service) wide_b)",
              31,
              100),
          new Target(
              "histogram_quantile, 50k buckets",
              "histogram_quantile(0.99, sum by (le, job)"
                  + " (rate(bench_latency_seconds_bucket[5m])))",
              31,
              90),
          new Target("topk of 20k", "topk(10, rate(wide_a[5m]))", 31, 50),
          new Target(
              "quantile by, 10k",
              "quantile by (job) (0.9, avg_over_time({__name__=~\"bench_metric_00.\"}[5m]))",
              31,
              40),
          new Target(
              "dashboard, 1,000 series", "sum by (service) (rate(bench_metric_000[5m]))", 121, 5),
          new Target(
              "few steps", "sum by (job) (rate({__name__=~\"bench_metric_00.\"}[5m]))", 100, 0),
          new Target(
              "many steps", "sum by (job) (rate({__name__=~\"bench_metric_00.\"}[5m]))", 1000, 0));

  private final ChunkStore store;
  private final long spanMillis;
  private final Engine engine =
      new Engine(EngineOptions.DEFAULT, new Functions(), new BinaryOperators(), Runnable::run);

  private PromqlRun(ChunkStore store, long spanMillis) {
    this.store = store;
    this.spanMillis = spanMillis;
  }

  static void main(String[] args) {
    long minutes = args.length > 0 ? Long.parseLong(args[0]) : 60;
    Pattern pattern = Pattern.compile(args.length > 1 ? args[1] : "");
    ChunkStore store =
        new ChunkStore(new DataSetD(SERIES, 1), IntStream.range(0, SERIES), START, SAMPLES);
    System.gc();
    System.out.printf(
        Locale.ROOT,
        "%,d series, %d samples each, %.3f bytes/sample; the last %d min%n",
        SERIES,
        SAMPLES,
        store.bytesPerSample(SAMPLES),
        minutes);
    PromqlRun run = new PromqlRun(store, minutes * 60_000);
    run.measureDecoding();
    for (Target target : TARGETS) {
      if (pattern.matcher(target.name()).find()) {
        run.measure(target);
      }
    }
  }

  /** What the machine is worth right now: everything that a query does not do. */
  private void measureDecoding() {
    TimeRange range = new TimeRange(END - spanMillis, END);
    SampleBuffer samples = new SampleBuffer();
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long count = 0;
      long begun = THREADS.getCurrentThreadCpuTime();
      try (SeriesCursor cursor =
          store.select(List.of(), SelectHints.of(range), QueryContext.unlimited())) {
        Optional<SeriesBatch> batch = cursor.next();
        for (; batch.isPresent(); batch = cursor.next()) {
          for (int series = 0; series < batch.get().size(); series++) {
            samples.clear();
            batch.get().readSamples(series, samples);
            count += samples.size();
          }
        }
      }
      double nanos = THREADS.getCurrentThreadCpuTime() - begun;
      best = Math.min(best, nanos / count);
    }
    System.out.printf(Locale.ROOT, "decoding alone: %.2f CPU ns/sample%n", best);
  }

  private void measure(Target target) {
    try {
      double first = once(target).cpuMillis();
      double[] cpu = new double[10_000];
      int runs = 0;
      Cost cost = once(target);
      CpuClock clock = new CpuClock();
      while (runs < LEAST_RUNS || (clock.cpuSeconds() < LEAST_SECONDS && runs < cpu.length)) {
        cost = once(target);
        cpu[runs++] = cost.cpuMillis();
      }
      double mean = clock.cpuSeconds() * 1e3 / runs;
      Arrays.sort(cpu, 0, runs);
      System.out.printf(
          Locale.ROOT,
          "%-32s × %4d  best %7.2f  median %7.2f  mean of process %7.2f  first %7.1f  target %4.0f CPU ms;"
              + " %,d samples, budget %,d KB, allocated %,d KB, %d series%n",
          target.name(),
          target.steps(),
          cpu[0],
          cpu[runs / 2],
          mean,
          first,
          target.target(),
          cost.samples(),
          cost.budget() >> 10,
          cost.allocated() >> 10,
          cost.series());
    } catch (InvalidRequestException e) {
      System.out.printf("%-32s %s%n", target.name(), e.getMessage());
    }
  }

  /** What one answer took. */
  private record Cost(double cpuMillis, long samples, long budget, long allocated, int series) {}

  private Cost once(Target target) {
    long step = spanMillis / (target.steps() - 1);
    QueryTimes times = new QueryTimes(END - spanMillis, END, step);
    QueryContext context = QueryContext.unlimited();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long begun = THREADS.getCurrentThreadCpuTime();
    Expression query = engine.parse(target.query());
    QueryResult result = engine.range(query, times, store, context);
    double nanos = THREADS.getCurrentThreadCpuTime() - begun;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    int series = ((QueryResult.Matrix) result.value()).series().size();
    return new Cost(nanos / 1e6, context.samples(), context.peakBytes(), allocated, series);
  }
}
