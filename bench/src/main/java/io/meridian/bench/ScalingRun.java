package io.meridian.bench;

import com.sun.management.ThreadMXBean;
import io.meridian.model.QueryContext;
import io.meridian.promql.Engine;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How one query's cost grows with its series: {@code query-scaling [series]} holds so many of data
 * set D's plain series in memory, 65 minutes of them, and sums their rates over an hour at 121
 * steps. Resident memory is that of the process, before the first query and at its most.
 */
final class ScalingRun {
  private static final long START = 1_767_571_200_000L;
  private static final int SAMPLES = 4 * 65 + 1;
  private static final int STEPS = 121;
  private static final int LEAST_RUNS = 7;
  private static final double LEAST_SECONDS = 2;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ScalingRun() {}

  static void main(String[] args) throws IOException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    DataSetD data = new DataSetD((series / 22 + 1) * 40, 1);
    int first = data.series() - series;
    ChunkStore store = new ChunkStore(data, IntStream.range(first, first + series), START, SAMPLES);
    System.gc();
    long resident = kilobytes("VmRSS:");
    Engine engine =
        new Engine(EngineOptions.DEFAULT, new Functions(), new BinaryOperators(), Runnable::run);
    Expression query = engine.parse("sum by (job) (rate({__name__=~\"bench_metric_.*\"}[5m]))");
    long end = START + (SAMPLES - 1) * DataSetD.INTERVAL;
    QueryTimes times = new QueryTimes(end - 3_600_000, end, 3_600_000 / (STEPS - 1));
    double[] cpu = new double[10_000];
    int runs = 0;
    long held = 0;
    long allocated = 0;
    CpuClock clock = new CpuClock();
    while (runs < LEAST_RUNS || (clock.cpuSeconds() < LEAST_SECONDS && runs < cpu.length)) {
      QueryContext context = QueryContext.unlimited();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      long begun = THREADS.getCurrentThreadCpuTime();
      engine.range(query, times, store, context);
      cpu[runs++] = (THREADS.getCurrentThreadCpuTime() - begun) / 1e6;
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      held = context.peakBytes();
    }
    double firstRun = cpu[0];
    Arrays.sort(cpu, 0, runs);
    System.out.printf(
        Locale.ROOT,
        "%,d series × %d steps: best %.2f, median %.2f, first %.1f CPU ms, %.2f µs a series; held"
            + " %,d KB, allocated %,d KB; resident %,d MB, at most %,d MB%n",
        series,
        STEPS,
        cpu[0],
        cpu[runs / 2],
        firstRun,
        cpu[0] * 1e3 / series,
        held >> 10,
        allocated >> 10,
        resident >> 10,
        kilobytes("VmHWM:") >> 10);
  }

  /** What the kernel says of this process. */
  private static long kilobytes(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findAny()
          .orElse(0);
    }
  }
}
