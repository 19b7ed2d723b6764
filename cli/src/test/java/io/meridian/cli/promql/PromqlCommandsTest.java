package io.meridian.cli.promql;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PromqlCommandsTest {
  @TempDir private Path folder;

  private Path blocks;

  /** Two blocks: x{a="1"} is in both, y in the second alone. */
  @BeforeEach
  void importTwoBlocks() throws IOException {
    Path samples =
        Files.writeString(
            folder.resolve("samples.om"),
            "x{a=\"1\"} 1 7100\nx{a=\"1\"} 2 7300\nx{a=\"2\"} 1e-7 7100\ny 5 7300\n# EOF\n");
    blocks = folder.resolve("blocks");
    Invocation imported =
        Invocation.of("tools", "block", "import", samples.toString(), "--output-dir=" + blocks);
    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.out().lines().skip(1)).hasSize(2);
  }

  @Test
  void laysQueriesOut() {
    Invocation formatted = run("format", "sum( rate(a[5m]))by(b)");

    assertThat(formatted.exitCode()).isZero();
    assertThat(formatted.out()).isEqualTo("sum by (b) (rate(a[5m]))\n");
  }

  @Test
  void printsSyntaxTrees() {
    Invocation parsed = run("parse", "--", "-(1)");

    assertThat(parsed.exitCode()).isZero();
    assertThat(parsed.out().replaceAll("\\s", ""))
        .isEqualTo(
            "{\"expr\":{\"expr\":{\"type\":\"numberLiteral\",\"val\":\"1\"},"
                + "\"type\":\"parenExpr\"},\"op\":\"-\",\"type\":\"unaryExpr\"}");
  }

  @Test
  void explainsPlans() {
    Invocation explained =
        run("explain", "--start=0", "--end=60", "--step=15", "sum by (job) (rate(a[5m])) / 2");

    assertThat(explained.exitCode()).isZero();
    assertThat(explained.out().lines().map(line -> line.replaceFirst("^( *[a-z-]+).*", "$1")))
        .containsExactly("binary", "  aggregate", "    function", "      select-range", "  number");
  }

  @Test
  void saysWhereAQueryIsWrong() {
    Invocation wrong = run("format", "sum(");

    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).startsWith("meridian: 1:5: parse error: ");
  }

  @Test
  void knowsPrometheusFeatures() {
    assertThat(run("format", "--enable-feature=none", "limitk(2, a)").err())
        .contains("limitk() is experimental");
    assertThat(
            run("format", "--enable-feature=promql-experimental-functions", "limitk(2, a)").out())
        .isEqualTo("limitk(2, a)\n");
    assertThat(run("format", "--enable-feature=speed", "a").err())
        .contains("there is no feature speed; known are promql-experimental-functions");
  }

  @Test
  void answersAtAnInstant() {
    assertThat(query("--time=7300", "x + 1").out())
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
                + "{\"metric\":{\"a\":\"1\"},\"value\":[7300,\"3\"]},"
                + "{\"metric\":{\"a\":\"2\"},\"value\":[7300,\"1.0000001\"]}]}}\n");
    assertThat(query("--time=1970-01-01T02:01:40.5Z", "x{a=\"2\"}").out())
        .contains("\"value\":[7300.500,\"1e-07\"]");
    assertThat(query("--time=0", "\"text\"").out()).contains("\"string\",\"result\":[0,\"text\"]");
  }

  @Test
  void answersOverARangeOfSeveralBlocks() {
    assertThat(query("--start=7100", "--end=7300", "--step=100", "x{a=\"1\"}").out())
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
                + "{\"metric\":{\"__name__\":\"x\",\"a\":\"1\"},"
                + "\"values\":[[7100,\"1\"],[7200,\"1\"],[7300,\"2\"]]}]}}\n");
    assertThat(query("--start=7100", "--end=7300", "x").err())
        .contains("name either --time, or all of --start, --end and --step");
  }

  @Test
  void answersWithPrometheusErrors() {
    Invocation execution = query("--time=7300", "x * on() x");

    assertThat(execution.exitCode()).isEqualTo(1);
    assertThat(execution.out())
        .startsWith(
            "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"found duplicate series");
    assertThat(query("--time=0", "x{").out()).contains("\"errorType\":\"bad_data\"");
    assertThat(query("--max-memory=0", "--time=7300", "x or y").out())
        .contains("\"errorType\":\"execution\",\"error\":\"", "query memory");
  }

  @Test
  void printsTenRemarksAndHowManyMoreThereAre() {
    String sum =
        IntStream.range(2, 14).mapToObj("quantile(%d, x)"::formatted).collect(joining(" + "));

    String answer = query("--time=7300", sum).out();

    assertThat(answer).endsWith(",\"2 more warning annotations omitted\"]}\n");
    assertThat(answer.split("PromQL warning: ", -1)).hasSize(1 + 10);
  }

  @Test
  void showsWhatEachStepOfAQueryTook() {
    Invocation analyzed = query("--analyze", "--time=7300", "sum by (a) (rate(x[5m])) / 2");

    assertThat(analyzed.exitCode()).as(analyzed.err()).isZero();
    assertThat(analyzed.out().replaceAll("\\d+\\.\\d\\d ms", "0 ms"))
        .matches(
            """
            binary /  \\[1 series, 1 samples, 0 ms CPU, 0 ms wall]
              aggregate sum by \\(a\\)  \\[1 series, 1 samples, 0 ms CPU, 0 ms wall.*]
                function rate  \\[2 series, 1 samples, 0 ms CPU, 0 ms wall, 3 samples read.*]
                  select-range .*
              number 2
            PromQL info: metric might not be a counter, .*
            """);
    assertThat(query("--analyze", "--time=7300", "x{").err()).contains("parse error");
    assertThat(query("--analyze", "--queries=none", "--time=0").err())
        .contains("--analyze takes one query");
  }

  @Test
  void answersAndChecksFilesOfQueries() throws IOException {
    Path queries =
        Files.writeString(
            folder.resolve("queries.jsonl"),
            """
            {"query":"y","type":"instant","time":"7300"}
            {"query":"1","type":"range","start":"0","end":"2","step":"1"}
            {"query":"y","type":"range","start":"0","end":"20000","step":"1"}
            """);

    Invocation answered = query("--queries=" + queries);
    Path answers = Files.writeString(folder.resolve("answers.jsonl"), answered.out());
    Invocation same = query("--check", "--queries=" + answers);
    Path others =
        Files.writeString(folder.resolve("others.jsonl"), answered.out().replace("\"5\"", "\"6\""));
    Invocation other = query("--check", "--queries=" + others);

    assertThat(answered.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("exceeded maximum resolution of 11,000 points"));
    assertThat(same.out()).isEqualTo("3 equal, 0 different\n");
    assertThat(same.exitCode()).isZero();
    assertThat(other.out())
        .isEqualTo(
            """
            query 1: y
              data.result[0].value[1]: expected "6", got "5"
            2 equal, 1 different
            """);
    assertThat(other.exitCode()).isEqualTo(1);
  }

  @Test
  void runsScripts() throws IOException {
    Path good = script("good", "eval instant at 1m x + 1\n  {} 3\n");
    Path bad = script("bad", "eval instant at 1m x + 1\n  {} 4\n");
    Path junit = folder.resolve("junit.xml");

    Invocation passed = run("test", good.toString());
    Invocation failed = run("test", "--junit=" + junit, good.toString(), bad.toString());

    assertThat(passed.out()).isEqualTo("1 passed, 0 failed\n");
    assertThat(passed.exitCode()).isZero();
    assertThat(failed.out()).startsWith(bad + ":4: x + 1\n").endsWith("\n1 passed, 1 failed\n");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(junit).content().contains("tests=\"1\" failures=\"0\"", "<failure message=");
  }

  @Test
  void namesTheLineOfABrokenScript() throws IOException {
    Path broken = script("broken", "eval instant\n");

    Invocation failed = run("test", broken.toString());

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).contains(broken + ":4: ");
  }

  private Path script(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".test"), "load 1m\n  x 1 2\n\n" + text);
  }

  private Invocation query(String... arguments) {
    List<String> all = new ArrayList<>(List.of("query", "--blocks=" + blocks));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private static Invocation run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("tools", "promql"));
    all.addAll(List.of(arguments));
    return Invocation.of(all.toArray(String[]::new));
  }
}
