package io.meridian.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The benchmarks of {@link FloatChunkBench} by CPU time of their thread, which tells more than
 * JMH's wall time on a machine that is shared: the least and the median of a hundred passes, after
 * fifty to warm up.
 *
 * <p>Arguments: kinds of values, all of them if there is none.
 */
final class FloatChunkRun {
  private static final int WARM_UPS = 50;
  private static final int PASSES = 100;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private FloatChunkRun() {}

  static void main(String[] shapes) {
    String[] all = {"ALL", "CONSTANT", "COUNTER", "GAUGE", "RANDOM"};
    for (String shape : shapes.length == 0 ? all : shapes) {
      run(shape, 0);
      run(shape, 3);
    }
  }

  private static void run(String shape, int jitter) {
    FloatChunkBench bench = new FloatChunkBench();
    bench.shape = shape;
    bench.jitter = jitter;
    System.out.printf("%n%s, every other series astray by up to %d ms", shape, jitter);
    bench.encode();
    Map<String, DoubleSupplier> passes = new LinkedHashMap<>();
    passes.put("decode XOR", bench::decodeXor);
    passes.put("decode XOR into a SampleBuffer", bench::decodeXorIntoBuffer);
    passes.put("decode XOR2", bench::decodeXor2);
    passes.put("decode XOR2 with start timestamps", bench::decodeXor2WithStartTimes);
    passes.put("encode XOR", bench::encodeXor);
    passes.put("encode XOR2", bench::encodeXor2);
    passes.forEach(FloatChunkRun::measure);
  }

  private static void measure(String name, DoubleSupplier pass) {
    double[] nanos = new double[PASSES];
    double kept = 0;
    for (int i = -WARM_UPS; i < PASSES; i++) {
      long before = THREADS.getCurrentThreadCpuTime();
      kept += pass.getAsDouble();
      if (i >= 0) {
        nanos[i] = (double) (THREADS.getCurrentThreadCpuTime() - before) / FloatChunkBench.ALL;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "  %-36s %6.2f CPU ns/sample, median %6.2f%s%n",
        name,
        nanos[0],
        nanos[PASSES / 2],
        kept == 0 ? " (nothing done)" : "");
  }
}
