package io.meridian.cli.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenMetricsReaderTest {

  @Test
  void readsEveryKindOfMetric() throws IOException {
    String text =
        """
        # TYPE acme_http_router_request_seconds summary
        # UNIT acme_http_router_request_seconds seconds
        # HELP acme_http_router_request_seconds Latency \\n though "all" of ACME's routers.
        acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32 12.5
        acme_http_router_request_seconds{path="/api/v1",quantile="0.5"} NaN 12.5
        # TYPE go_goroutines gauge
        go_goroutines 69 1
        # TYPE foo histogram
        foo_bucket{le="+Inf"} 17 520.43 # {id="a{b}"} 0.67 520.4
        foo_created 1520430000.123 520
        # TYPE foos stateset
        foos{foos="a"} 1 2e0
        # TYPE infos info
        infos_info{version="1"} 1 1520879607.789
        {"metric.with.dots","label.with.dots"="v",plain="p"} -Inf -1.5
        # EOF
        """;

    assertThat(read(text))
        .containsExactly(
            "{__name__=\"acme_http_router_request_seconds_sum\", method=\"GET\", path=\"/api/v1\"}"
                + " 9036.32 12500",
            "{__name__=\"acme_http_router_request_seconds\", path=\"/api/v1\", quantile=\"0.5\"}"
                + " NaN 12500",
            "{__name__=\"go_goroutines\"} 69.0 1000",
            "{__name__=\"foo_bucket\", le=\"+Inf\"} 17.0 520430",
            "{__name__=\"foo_created\"} 1.520430000123E9 520000",
            "{__name__=\"foos\", foos=\"a\"} 1.0 2000",
            "{__name__=\"infos_info\", version=\"1\"} 1.0 1520879607789",
            "{__name__=\"metric.with.dots\", \"label.with.dots\"=\"v\", plain=\"p\"}"
                + " -Infinity -1500");
  }

  @Test
  void resolvesEscapesAndLeavesOutEmptyLabels() throws IOException {
    assertThat(read("x{a=\"\\\"\\\\\\n\\t\",b=\"\",c=\"\ud83d\ude80\"} 1 1\n# EOF\n"))
        .containsExactly("{__name__=\"x\", a=\"\\\"\\\\\\n\\\\t\", c=\"\ud83d\ude80\"} 1.0 1000");
  }

  @Test
  void toleratesWhatHasOneMeaning() throws IOException {
    String text = "# a comment\n\n# TYPE x untyped\r\nx  { a = \"1\" , }   1\t 2 \r\n# EOF";

    assertThat(read(text)).containsExactly("{__name__=\"x\", a=\"1\"} 1.0 2000");
  }

  @Test
  void cutsTimesOffToMilliseconds() throws IOException {
    assertThat(read("x 1 16777.209\nx 1 1767571200.0159\nx 1 1.7675712001239e9\nx 1 -.0009\n# EOF"))
        .extracting(sample -> sample.substring(sample.lastIndexOf(' ') + 1))
        .containsExactly("16777209", "1767571200015", "1767571200123", "0");
  }

  @Test
  void readsTimesWithExponentsOfAnySize() throws IOException {
    assertThat(read("x 1 1e-99999999999\nx 1 0e0099999999999\nx 1 1e0000000000001\n# EOF"))
        .extracting(sample -> sample.substring(sample.lastIndexOf(' ') + 1))
        .containsExactly("0", "0", "10000");
  }

  @Test
  void countsExemplars() throws IOException {
    OpenMetricsReader reader = reader("x 1 1 # {} 1\nx 1 2 # {a=\"b\"} 1 1\nx 1 3\n# EOF\n");
    while (reader.next()) {
      assertThat(reader.labelsTo()).isPositive();
    }

    assertThat(reader.exemplars()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x 1 | column 4: expected a timestamp in seconds behind the value, the line ends here",
        "x | column 2: expected a blank and a value behind the series",
        "x one 2 | column 3: expected a number as value, found one",
        "x 0x10 2 | column 3: expected a number as value, found 0x10",
        "x 1_0 2 | column 3: expected a number as value, found 1_0",
        "x 1d 2 | column 3: expected a number as value, found 1d",
        "x 1e999 2 | column 3: expected a value that a float can hold",
        "x 1 NaN | column 5: expected a timestamp in seconds, found NaN",
        "x 1 1767571200000 | column 5: expected a timestamp in seconds before the year 10000",
        "x 1 1e30 | column 5: expected a timestamp in seconds before the year 10000",
        "x 1 1e999999999 | column 5: expected a timestamp in seconds before the year 10000",
        "x 1 1e0099999999999 | column 5: expected a timestamp in seconds before the year 10000",
        "x 1 2 3 | column 7: expected the end of the line, or # and an exemplar, found 3",
        "x 1 2 # 3 | column 9: expected the labels of an exemplar in braces",
        "x{a=\"1\" 1 2 | column 9: expected , or } behind a label, found 1",
        "x{a=\"1\",a=\"2\"} 1 2 | column 9: expected every label once, found a=\"2\"}",
        "x{__name__=\"y\"} 1 2 | column 3: expected every label once",
        "x{a=1} 1 2 | column 5: expected the label's value in double quotes, found 1}",
        "x{a} 1 2 | column 4: expected = behind the name of a label",
        "x{a=\"1} 1 2 | column 12: expected a closing quote, the line ends here",
        "x{0=\"1\"} 1 2 | column 3: expected the name of a label or }",
        "x{\"\"=\"1\"} 1 2 | column 3: expected a name that is not empty",
        "{} 1 2 | column 1: expected the name of a metric, before the braces or in them",
        "{a=\"1\"} 1 2 | column 1: expected the name of a metric, before the braces or in them",
        "{\"\"} 1 2 | column 1: expected the name of a metric, before the braces or in them",
        "0x 1 2 | column 1: expected the name of a metric or {",
        " x 1 2 | column 1: expected a sample or a comment",
        "# TYPE x nothing | column 10: expected a type",
        "# HELP 0 | column 8: expected the name of a metric family",
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void saysWhereALineIsWrong(String line, String message) {
    assertThatThrownBy(() -> read("ok 1 1\n" + line.stripTrailing() + "\n# EOF\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("test.om, line 2, " + message.strip());
  }

  @Test
  void wantsTheEndMarkedAndNothingBehindIt() {
    assertThatThrownBy(() -> read("x 1 1\n"))
        .hasMessageStartingWith("test.om, line 2, column 1: expected # EOF as the last line");
    assertThatThrownBy(() -> read("x 1 1\n# EOF\n\nx 1 2\n"))
        .hasMessageStartingWith("test.om, line 4, column 1: expected nothing behind # EOF");
  }

  @Test
  void refusesWhatIsNoUtf8() {
    byte[] text = "x{a=\"b\u00ff\"} 1 1\n# EOF\n".getBytes(StandardCharsets.ISO_8859_1);
    OpenMetricsReader reader = new OpenMetricsReader(new ByteArrayInputStream(text), "test.om");

    assertThatThrownBy(reader::next)
        .hasMessageStartingWith("test.om, line 1, column 7: expected UTF-8");
  }

  @Test
  void readsLinesLongerThanItsBuffer() throws IOException {
    String value = "v".repeat(300_000);

    assertThat(read("x{a=\"" + value + "\"} 1 1\n# EOF\n"))
        .containsExactly("{__name__=\"x\", a=\"" + value + "\"} 1.0 1000");
  }

  private static OpenMetricsReader reader(String text) {
    return new OpenMetricsReader(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "test.om");
  }

  private static List<String> read(String text) throws IOException {
    OpenMetricsReader reader = reader(text);
    List<String> samples = new ArrayList<>();
    while (reader.next()) {
      Labels labels = Labels.copyOf(reader.labelBytes(), 0, reader.labelsTo());
      samples.add(labels + " " + reader.value() + " " + reader.time());
    }
    return samples;
  }
}
