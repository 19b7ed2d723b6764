package io.meridian.cli.query;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.model.InvalidRequestException;
import io.meridian.service.text.ByteText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meridian tools query}. */
@Command(
    name = "query",
    description =
        "Ask a server that speaks Prometheus' HTTP API: Meridian, Prometheus, Thanos or another.",
    mixinStandardHelpOptions = true)
public final class AskCommand implements Callable<Integer> {
  /** How an answer is shown. */
  enum Form {
    TABLE,
    GRAPH,
    JSON
  }

  private final Console console;

  @Parameters(
      paramLabel = "<query>",
      description = "A query; - for one on standard input. Put -- before one that begins with a -.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private String query;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "<url>",
      description = "The server's address, as in http://localhost:9090.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private String url;

  @Option(
      names = "--output",
      paramLabel = "<form>",
      description =
          "table (default), graph, or json: the answer as the server gave it. A graph without any"
              + " times is of the last hour.")
  private Form form = Form.TABLE;

  @Option(
      names = "--param",
      paramLabel = "<name=value>",
      description = "A parameter of the request, as dedup=false; repeatable.")
  private @Nullable Map<String, String> parameters;

  @Option(names = "--timeout", paramLabel = "<seconds>", description = "How long to wait.")
  private long timeout = 120;

  @Option(names = "--width", paramLabel = "<characters>", description = "Of a graph's lines.")
  private int width = 100;

  @Option(names = "--height", paramLabel = "<lines>", description = "Of a graph.")
  private int height = 20;

  @Mixin private final AskedTimes times = new AskedTimes();

  @Mixin private final Credentials credentials = new Credentials();

  public AskCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (timeout < 1) {
      throw new InvalidRequestException("--timeout: expected at least a second, got " + timeout);
    }
    QueryApi api =
        new QueryApi(QueryApi.address(url), credentials.headers(), Duration.ofSeconds(timeout));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("query", text());
    boolean isRange = times.put(fields, form == Form.GRAPH, System.currentTimeMillis());
    if (parameters != null) {
      fields.putAll(parameters);
    }
    byte[] body = api.post(isRange ? "query_range" : "query", fields);
    ServerAnswer answer = QueryApi.answer(body);
    answer.warnings().forEach(text -> console.err().println("warning: " + text));
    answer.infos().forEach(text -> console.err().println("info: " + text));
    try (ByteText out = console.text()) {
      print(answer, body, out);
    }
    return ExitCode.OK.number();
  }

  private String text() throws IOException {
    return query.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : query;
  }

  private void print(ServerAnswer answer, byte[] body, ByteText out) {
    switch (form) {
      case TABLE -> AnswerTable.print(answer, out);
      case GRAPH -> new AnswerGraph(answer, width, height).print(out);
      case JSON -> {
        out.put(body, 0, body.length);
        if (body[body.length - 1] != '\n') {
          out.put('\n');
        }
      }
    }
  }
}
