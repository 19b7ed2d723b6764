package io.meridian.bench;

import com.google.re2j.Pattern;
import io.meridian.model.regex.ValuePattern;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Tests of pod names of about 23 bytes, by the kind of expression; re2j beside it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ValuePatternBench {
  private static final int VALUES = 4096;

  /**
   * A literal, a prefix, a suffix, a text within, a set, a few prefixes, and what takes an
   * automaton.
   */
  @Param({
    "service-17-000a1b2c-abcde",
    "service-1.*",
    ".*-abcde",
    ".*7-0.*",
    "service-(1|2|3)-0(a|b|c)000000-abcde",
    "foo.*|bar.*|service-9.*",
    "(?i)SERVICE-1.*",
    "service-[0-9]+-[0-9a-f]+-abcde",
    ".*[13579]-[a-f].{3}.*[ace]"
  })
  String regex = "";

  private final byte[][] values = new byte[VALUES][];
  private ValuePattern pattern = ValuePattern.ofRegex("");
  private Pattern re2j = Pattern.compile("");

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < VALUES; i++) {
      String hash = HexFormat.of().toHexDigits(random.nextInt());
      values[i] =
          "service-%d-%s-abcde"
              .formatted(random.nextInt(200), hash)
              .getBytes(StandardCharsets.UTF_8);
    }
    pattern = ValuePattern.ofRegex(regex);
    re2j = Pattern.compile(regex, Pattern.DOTALL);
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int meridian() {
    int matches = 0;
    for (byte[] value : values) {
      matches += pattern.matches(value, 0, value.length) ? 1 : 0;
    }
    return matches;
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int re2j() {
    int matches = 0;
    for (byte[] value : values) {
      matches += re2j.matches(value) ? 1 : 0;
    }
    return matches;
  }
}
