package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.ExternalProgram;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./meridian tools promql} as a process: what it prints where, and exit codes. */
final class PromqlToolsIT {
  @TempDir private Path folder;

  @Test
  void laysOutParsesAndExplainsQueries() {
    assertThat(promql("format", "sum( rate(a[5m]))by(b)")).isEqualTo("sum by (b) (rate(a[5m]))\n");
    assertThat(promql("parse", "--", "-1").replaceAll("\\s", ""))
        .isEqualTo("{\"type\":\"numberLiteral\",\"val\":\"-1\"}");
    assertThat(promql("explain", "--start=0", "--end=60", "--step=15", "rate(a[5m])"))
        .startsWith("function rate\n  select-range {__name__=\"a\"}[300s]");
  }

  @Test
  void saysOnStandardErrorWhereAQueryIsWrong() {
    ExternalProgram.Result wrong = MeridianProcess.run("tools", "promql", "format", "sum(");

    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.stdout()).isEmpty();
    assertThat(wrong.stderr()).startsWith("meridian: 1:5: parse error: ");
  }

  @Test
  void runsScriptsOfCases() throws IOException {
    Path good = script("good", "3");
    Path bad = script("bad", "4");
    Path junit = folder.resolve("junit.xml");

    ExternalProgram.Result failed =
        MeridianProcess.run(
            "tools", "promql", "test", "--junit=" + junit, good.toString(), bad.toString());

    assertThat(promql("test", good.toString())).isEqualTo("1 passed, 0 failed\n");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.stdout()).startsWith(bad + ":4: x + 1\n").endsWith("\n1 passed, 1 failed\n");
    assertThat(junit).content().contains("failures=\"1\"");
  }

  private Path script(String name, String expected) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".test"),
        "load 1m\n  x 1 2\n\neval instant at 1m x + 1\n  {} " + expected + "\n");
  }

  @Test
  void answersQueriesOverGoldenBlocksAsPrometheus() {
    Path queries = Golden.assumePresent("golden/queries/queries-no-features.jsonl.gz");

    String counts =
        promql(
            "query",
            "--check",
            "--enable-feature=none",
            "--queries=" + queries,
            "--blocks=" + Golden.assumePresent("golden/xor"),
            "--blocks=" + Golden.assumePresent("golden/histograms"));

    assertThat(counts).matches("\\d+ equal, 0 different\n");
  }

  @Test
  void answersAndAnalyzesOneQuery() throws IOException {
    Path samples =
        Files.writeString(folder.resolve("x.om"), "x{a=\"1\"} 1 7100\nx 2 7200\n# EOF\n");
    Path blocks = folder.resolve("blocks");
    MeridianProcess.answer(
        "tools", "block", "import", samples.toString(), "--output-dir=" + blocks);

    String answer = promql("query", "--blocks=" + blocks, "--time=7200", "sum(x)");
    String analysis = promql("query", "--analyze", "--blocks=" + blocks, "--time=7200", "sum(x)");
    ExternalProgram.Result failed =
        MeridianProcess.run(
            "tools", "promql", "query", "--blocks=" + blocks, "--time=7200", "x * on () x");

    assertThat(answer)
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
                + "{\"metric\":{},\"value\":[7200,\"3\"]}]}}\n");
    assertThat(analysis)
        .startsWith("aggregate sum  [1 series, 1 samples, ")
        .contains("\n  select {__name__=\"x\"}")
        .contains("[2 series, 2 samples, ");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.stdout()).contains("\"errorType\":\"execution\"");
  }

  private static String promql(String command, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "tools";
    all[1] = "promql";
    all[2] = command;
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return MeridianProcess.answer(all);
  }
}
