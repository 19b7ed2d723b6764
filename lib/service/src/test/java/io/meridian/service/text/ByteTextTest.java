package io.meridian.service.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteTextTest {
  @RegisterExtension final Seed seed = new Seed();

  // Right-hand sides are what Go's fmt prints for the verb %g.
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-42, -42",
    "100000, 100000",
    "1000000, 1e+06",
    "1048576, 1.048576e+06",
    "123456789, 1.23456789e+08",
    "9007199254740993, 9.007199254740992e+15",
    "0.1, 0.1",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.00012345, 0.00012345",
    "123.456, 123.456",
    "99999.5, 99999.5",
    "1e100, 1e+100",
    "1.5e-7, 1.5e-07",
    "4.9E-324, 5e-324",
    "9.9E-324, 1e-323",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "1.7976931348623157E308, 1.7976931348623157e+308",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void printsFloatsAsGoDoes(double value, String text) {
    assertThat(printed(out -> out.putFloat(value))).isEqualTo(text);
  }

  // Right-hand sides are what Prometheus prints for such samples.
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1000000, 1000000",
    "123456789012, 123456789012",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "-1.5e21, -1.5e+21",
    "0.000001, 0.000001",
    "0.00000123, 0.00000123",
    "0.0000009, 9e-07",
    "0.1, 0.1",
    "1.7976931348623157E308, 1.7976931348623157e+308",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void printsFloatsAsPrometheusJsonDoes(double value, String text) {
    assertThat(printed(out -> out.putJsonFloat(value))).isEqualTo(text);
  }

  @Test
  void printsFloatsThatReadBackTheSame() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = printed(out -> out.putFloat(value));
        assertThat(Double.parseDouble(text)).isEqualTo(value);
        assertThat(text).hasSizeLessThanOrEqualTo(24);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "-1, -1",
    "1767571200000, 1767571200000",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void printsWholeNumbers(long number, String text) {
    assertThat(printed(out -> out.put(number))).isEqualTo(text);
  }

  @Test
  void printsUnsignedNumbersAndBits() {
    assertThat(printed(out -> out.putUnsigned(-1))).isEqualTo("18446744073709551615");
    assertThat(printed(out -> out.putHex(0x7ff0000000000002L))).isEqualTo("7ff0000000000002");
  }

  @Test
  void passesOnWhatIsLongerThanItsBuffer() {
    String text = "x".repeat(200_000);

    assertThat(printed(out -> out.put('a').put(text).put('b'))).isEqualTo("a" + text + "b");
  }

  // Right-hand sides are what Go's strconv.Quote gives.
  @Test
  void quotesAsGoDoes() {
    assertThat(quoted("plain ü 日本 \ud83d\ude80")).isEqualTo("\"plain ü 日本 \ud83d\ude80\"");
    assertThat(quoted("a\"b\\c\nd\te\rf\u0007\b\f\u000b"))
        .isEqualTo("\"a\\\"b\\\\c\\nd\\te\\rf\\a\\b\\f\\v\"");
    assertThat(quoted("\u0001\u007f\u00a0\u00ad\u200b\u2028\ue000\ufffd"))
        .isEqualTo("\"\\x01\\x7f\\u00a0\\u00ad\\u200b\\u2028\\ue000\ufffd\"");
    assertThat(quoted("\udb40\udc01")).isEqualTo("\"\\U000e0001\"");
  }

  @Test
  void quotesWhatIsNoUtf8ByteByByte() {
    byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xed, (byte) 0xa0, (byte) 0x80, 'z'};

    assertThat(printed(out -> Quoted.putGo(out, bytes, 0, bytes.length)))
        .isEqualTo("\"a\\xff\\xc3\\xed\\xa0\\x80z\"");
    assertThat(printed(out -> Quoted.putJson(out, bytes, 0, bytes.length)))
        .isEqualTo("\"a\ufffd\ufffd\ufffd\ufffd\ufffdz\"");
  }

  private static String quoted(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return printed(out -> Quoted.putGo(out, bytes, 0, bytes.length));
  }

  private static String printed(Consumer<ByteText> print) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ByteText out = new ByteText(bytes)) {
      print.accept(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
