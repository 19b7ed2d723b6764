package io.meridian.promql.math;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Logarithm;
import io.meridian.testkit.Conformance;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Holds functions against the values of Go, which Prometheus uses, bit by bit. */
final class GoMathTest {
  private static final Map<String, DoubleUnaryOperator> FUNCTIONS =
      Map.ofEntries(
          Map.entry("ln", Logarithm::natural),
          Map.entry("log2", Logarithm::binary),
          Map.entry("log10", Logarithm::decimal),
          Map.entry("asinh", InverseHyperbolic::asinh),
          Map.entry("acosh", InverseHyperbolic::acosh),
          Map.entry("atanh", InverseHyperbolic::atanh),
          Map.entry("exp", Exponential::exp),
          Map.entry("exp2", Exponential::exp2),
          Map.entry("sinh", Exponential::sinh),
          Map.entry("cosh", Exponential::cosh),
          Map.entry("tanh", Exponential::tanh),
          Map.entry("sin", Trigonometry::sin),
          Map.entry("cos", Trigonometry::cos),
          Map.entry("tan", Trigonometry::tan),
          Map.entry("asin", Trigonometry::asin),
          Map.entry("acos", Trigonometry::acos),
          Map.entry("atan", Trigonometry::atan));

  @Test
  void givesTheBitsThatGoGives() throws IOException {
    List<String> lines = lines();

    for (String line : lines) {
      String[] columns = line.split("\t", -1);
      double expected = number(columns[2]);
      assertThat(Double.doubleToLongBits(value(columns[0], columns[1])))
          .as("%s of %s, %s", columns[0], columns[1], expected)
          .isEqualTo(Double.doubleToLongBits(expected));
    }

    Conformance.count("go-math", lines.size());
  }

  private static double value(String function, String arguments) {
    if (function.equals("atan2")) {
      int comma = arguments.indexOf(',');
      return Trigonometry.atan2(
          number(arguments.substring(0, comma)), number(arguments.substring(comma + 1)));
    }
    return Objects.requireNonNull(FUNCTIONS.get(function)).applyAsDouble(number(arguments));
  }

  private static double number(String bits) {
    return bits.equals("NaN")
        ? Double.NaN
        : Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = GoMathTest.class.getResourceAsStream("go-math.tsv")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "))
          .toList();
    }
  }
}
