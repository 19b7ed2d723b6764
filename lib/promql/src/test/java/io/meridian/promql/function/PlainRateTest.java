package io.meridian.promql.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Annotations;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.FunctionLibrary.OverRange;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.exec.StepGrid;
import io.meridian.promql.exec.Window;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.RangeExtension;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The short ways that rates take give the bits of the definition, calculated window by window. */
final class PlainRateTest {
  private static final int SERIES = 6_000;

  /** What steps are often a multiple of. */
  private static final long INTERVAL = 5_000;

  @RegisterExtension final Seed seed = new Seed();

  private final RandomGenerator random = seed.random();

  /** A series with even or uneven intervals, gaps, and values of some kind. */
  private SampleBuffer series() {
    SampleBuffer samples = new SampleBuffer();
    int kind = random.nextInt(5);
    boolean even = random.nextBoolean();
    long interval = random.nextBoolean() ? INTERVAL : 1L + random.nextInt(30_000);
    long time = random.nextInt(100_000);
    double value = kind == 4 ? -0.0 : random.nextInt(100);
    boolean gaps = random.nextBoolean();
    int size = random.nextInt(80);
    for (int i = 0; i < size; i++) {
      samples.add(time, value);
      time += even ? interval : 1 + random.nextLong(2 * interval);
      time += gaps && random.nextInt(20) == 0 ? random.nextInt(300_000) : 0;
      value =
          switch (kind) {
            case 0 -> value + random.nextInt(20);
            case 1 -> random.nextDouble();
            case 2 -> random.nextInt(15) == 0 ? 0 : value + random.nextDouble();
            case 3 -> odd();
            default -> random.nextBoolean() ? 0.0 : -0.0;
          };
    }
    return samples;
  }

  private double odd() {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.MAX_VALUE * random.nextDouble();
      case 3 -> -random.nextDouble();
      default -> random.nextDouble() * 10;
    };
  }

  private static RangeFunction kernel(String function, Window window) {
    Call call = (Call) Syntax.parse(function + "(a[5m])", SyntaxOptions.ALL);
    return ((OverRange) new Functions().find(function))
        .factory()
        .create(
            new RangeFunction.Arguments(
                call, window, List.of(), List.of(), EngineOptions.DEFAULT, new Annotations()));
  }

  private Window window() {
    long step =
        random.nextBoolean() ? INTERVAL * (1 + random.nextInt(4)) : 1 + random.nextInt(60_000);
    StepGrid steps = new StepGrid(random.nextInt(200_000), step, 1 + random.nextInt(40));
    OptionalLong at =
        random.nextInt(10) == 0 ? OptionalLong.of(random.nextInt(500_000)) : OptionalLong.empty();
    return new Window(
        steps,
        at,
        random.nextInt(5) == 0 ? random.nextInt(100_000) - 50_000 : 0,
        1 + random.nextInt(200_000),
        RangeExtension.NONE,
        300_000);
  }

  /** What Prometheus' documentation of rate, increase and delta comes to for one window. */
  private static double defined(String function, SampleBuffer samples, Window window, int step) {
    boolean counter = !function.equals("delta");
    int from = 0;
    while (from < samples.size() && samples.time(from) <= window.start(step)) {
      from++;
    }
    int last = samples.size() - 1;
    while (last >= 0 && samples.time(last) > window.end(step)) {
      last--;
    }
    if (last <= from) {
      return Double.NEGATIVE_INFINITY;
    }
    double change = samples.value(last) - samples.value(from);
    for (int i = from + 1; counter && i <= last; i++) {
      change += samples.value(i) < samples.value(i - 1) ? samples.value(i - 1) : -0.0;
    }
    double sampled = (samples.time(last) - samples.time(from)) / 1000.0;
    double average = sampled / (last - from);
    double toStart = (samples.time(from) - window.start(step)) / 1000.0;
    double toEnd = (window.end(step) - samples.time(last)) / 1000.0;
    toStart = toStart >= average * 1.1 ? average / 2 : toStart;
    toEnd = toEnd >= average * 1.1 ? average / 2 : toEnd;
    if (counter && change > 0 && samples.value(from) >= 0) {
      double toZero = sampled * (samples.value(from) / change);
      toStart = toZero < toStart ? toZero : toStart;
    }
    double factor = (sampled + toStart + toEnd) / sampled;
    return change * (function.equals("rate") ? factor / (window.range() / 1000.0) : factor);
  }

  @Test
  void givesTheBitsOfTheDefinition() {
    for (String function : List.of("rate", "increase", "delta")) {
      Window window = window();
      RangeFunction kernel = kernel(function, window);
      for (int i = 0; i < SERIES; i++) {
        if (i % 20 == 0) {
          window = window();
          kernel = kernel(function, window);
        }
        SampleBuffer samples = series();
        int steps = window.steps().count();
        Tile tile = new Tile(2, steps);

        kernel.apply(RangeSeries.of(window, samples), tile, 1);

        assertThat(tile.count(0, steps)).isZero();
        for (int step = 0; step < steps; step++) {
          double expected = defined(function, samples, window, step);
          double actual =
              tile.has(steps + step) ? tile.values()[steps + step] : Double.NEGATIVE_INFINITY;
          assertThat(Double.doubleToLongBits(actual))
              .as("%s of series %d at step %d", function, i, step)
              .isEqualTo(Double.doubleToLongBits(expected));
        }
      }
    }
  }

  @Test
  void allocatesNothing() {
    Window window = window();
    RangeSeries series = RangeSeries.of(window, series());
    RangeFunction kernel = kernel("rate", window);
    Tile tile = new Tile(1, window.steps().count());

    assertThat(Allocation.bytes(() -> kernel.apply(series, tile, 0))).isZero();
  }
}
