package io.meridian.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.meridian.cli.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command against a server that answers what a test tells it to. */
class AskCommandTest {
  private static final String VECTOR =
      """
      {"status":"success","data":{"resultType":"vector","result":[
        {"metric":{"__name__":"up","job":"api"},"value":[1767614400,"1"]},
        {"metric":{"job":"a \\"quoted\\" one"},"value":[1767614400.5,"NaN"]},
        {"metric":{"__name__":"latency"},"histogram":[1767614400,
          {"count":"3","sum":"4.5","buckets":[[0,"0.5","1","2"],[3,"-0.1","0.1","1"]]}]}]},
       "warnings":["a store is missing"],"infos":["PromQL info: look twice (1:1)"]}\
      """;

  private static final String MATRIX =
      """
      {"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"__name__":"rising"},
         "values":[[1767614400,"0"],[1767614460,"10"],[1767614520,"20"],[1767614580,"30"]]},
        {"metric":{"__name__":"falling"},
         "values":[[1767614400,"30"],[1767614460,"+Inf"],[1767614580,"0"]]}]}}\
      """;

  private record Request(
      String target, Map<String, String> form, Map<String, List<String>> headers) {}

  @TempDir Path folder;

  private final List<Request> requests = new ArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String body = VECTOR;
  private boolean isPacked;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    Map<String, String> form = new TreeMap<>();
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    for (String field : text.split("&", -1)) {
      List<String> pair = List.of(field.split("=", 2));
      form.put(pair.getFirst(), URLDecoder.decode(pair.getLast(), StandardCharsets.UTF_8));
    }
    requests.add(
        new Request(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            form,
            Map.copyOf(exchange.getRequestHeaders())));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = isPacked ? new GZIPOutputStream(bytes) : bytes) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
    if (isPacked) {
      exchange.getResponseHeaders().add("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(status, bytes.size());
    exchange.getResponseBody().write(bytes.toByteArray());
    exchange.close();
  }

  private Invocation ask(String... arguments) {
    List<String> all = new ArrayList<>(List.of("tools", "query", "--url", url()));
    all.addAll(List.of(arguments));
    return Invocation.of(all.toArray(String[]::new));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void showsAnInstantAsATable() {
    Invocation asked = ask("up + 1", "--time", "2026-01-05T12:00:00Z", "--param", "dedup=false");

    assertThat(asked.exitCode()).as(asked.err()).isZero();
    assertThat(asked.out())
        .isEqualTo(
            """
            series                                                          value  time
            up{job="api"}                                                       1  2026-01-05T12:00:00Z
            {job="a \\"quoted\\" one"}                                          NaN  2026-01-05T12:00:00.500Z
            latency                   {count:3, sum:4.5, (0.5,1]:2, [-0.1,0.1]:1}  2026-01-05T12:00:00Z
            """);
    assertThat(asked.err())
        .isEqualTo("warning: a store is missing\ninfo: PromQL info: look twice (1:1)\n");
    assertThat(requests).hasSize(1);
    assertThat(requests.getFirst().target()).isEqualTo("POST /api/v1/query");
    assertThat(requests.getFirst().form())
        .isEqualTo(Map.of("query", "up + 1", "time", "1767614400.000", "dedup", "false"));
  }

  @Test
  void showsInstantsInRowsAndSeriesInColumns() {
    body = MATRIX;
    isPacked = true;

    Invocation asked = ask("x", "--end", "1767614580", "--since", "3m", "--step", "1m");

    assertThat(asked.exitCode()).as(asked.err()).isZero();
    assertThat(asked.out())
        .isEqualTo(
            """
            [1] rising
            [2] falling

            time                  [1]   [2]
            2026-01-05T12:00:00Z    0    30
            2026-01-05T12:01:00Z   10  +Inf
            2026-01-05T12:02:00Z   20
            2026-01-05T12:03:00Z   30     0
            """);
    assertThat(requests.getFirst().target()).isEqualTo("POST /api/v1/query_range");
    assertThat(requests.getFirst().form())
        .containsEntry("start", "1767614400.000")
        .containsEntry("end", "1767614580.000")
        .containsEntry("step", "60.000");
  }

  @Test
  void drawsAGraph() {
    body = MATRIX;

    Invocation asked = ask("x", "--output", "graph", "--width", "61", "--height", "7");

    assertThat(asked.exitCode()).as(asked.err()).isZero();
    assertThat(asked.out())
        .isEqualTo(
            """
                  30.00 ┤+                                              *
                        │
                        │                               *
                        │
                  10.00 ┤                *
                        │
                  0.000 ┤*                                              +
                        └%s
                         2026-01-05 12:00:00      2026-01-05 12:03:00 UTC
            * rising
            + falling
            """
                .formatted("─".repeat(48)));
    assertThat(requests.getFirst().form()).containsEntry("step", "30.000");
  }

  @Test
  void givesJsonAsTheServerDid() {
    assertThat(ask("x", "--output", "json").out()).isEqualTo(VECTOR + "\n");
  }

  @Test
  void showsNumbersStringsAndNothing() {
    body =
        """
        {"status":"success","data":{"resultType":"scalar","result":[1767614400,"42"]}}\
        """;
    assertThat(ask("42").out()).contains("{}         42  2026-01-05T12:00:00Z");
    body =
        """
        {"status":"success","data":{"resultType":"string","result":[1767614400,"some text"]}}\
        """;
    assertThat(ask("\"some text\"").out()).contains("some text");
    body =
        """
        {"status":"success","data":{"resultType":"matrix","result":[]}}\
        """;
    assertThat(ask("x").out()).isEqualTo("no series\n");
    assertThat(ask("x", "--output", "graph").out()).startsWith("nothing to draw");
  }

  @Test
  void saysWhoAsks() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "secret\n");
    Path token = Files.writeString(folder.resolve("token"), "abc\n");

    ask("x", "--user", "me", "--password-file", password.toString(), "--header", "X-Team:  blue ");
    ask("x", "--bearer-token-file", token.toString());

    assertThat(requests.get(0).headers())
        .containsEntry("Authorization", List.of("Basic bWU6c2VjcmV0"))
        .containsEntry("X-team", List.of("blue"));
    assertThat(requests.get(1).headers()).containsEntry("Authorization", List.of("Bearer abc"));
  }

  @Test
  void tellsWhatAServerRefuses() {
    status = 400;
    body =
        """
        {"status":"error","errorType":"bad_data","error":"1:5: parse error: no"}\
        """;
    Invocation refused = ask("sum(");
    status = 404;
    body = "<html>not here\nat all</html>";
    Invocation other = ask("up");
    status = 200;
    body = "{\"status\":\"success\",\"data\":{\"resultType\":\"tensor\"}}";
    Invocation odd = ask("up");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("/api/v1/query: bad_data: 1:5: parse error: no");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err())
        .contains("expected an answer of Prometheus' API, got status 404 with <html>not here\n");
    assertThat(odd.err()).contains("found \"tensor\"");
  }

  @Test
  void tellsThatNobodyAnswers() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    Invocation asked = Invocation.of("tools", "query", "--url", "http://127.0.0.1:" + free, "up");

    assertThat(asked.exitCode()).isEqualTo(1);
    assertThat(asked.err()).contains(free + "/api/v1/query: nothing listens there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --url localhost:9090                  | expected an address as in http://localhost:9090
          --url http://h --time 1 --step 5      | name either --time, or
          --url http://h --start 1 --since 5m   | name either --start or --since
          --url http://h --start 9 --end 5      | expected a time before --end
          --url http://h --since 1h --step 0    | expected a duration above 0
          --url http://h --since 1h --step 1ms  | exceeded maximum resolution
          --url http://h --header nothing       | expected a name, a colon and a value
          --url http://h --header Host:other    | be sent: restricted header name
          --url http://h --user me              | name either --user and --password-file
          --url http://h --timeout 0            | expected at least a second
          """)
  void refusesWhatMakesNoSense(String options, String message) {
    List<String> arguments = new ArrayList<>(List.of("tools", "query", "up"));
    arguments.addAll(List.of(options.strip().split(" +")));

    Invocation asked = Invocation.of(arguments.toArray(String[]::new));

    assertThat(asked.exitCode()).isEqualTo(1);
    assertThat(asked.err()).contains(message.strip());
    assertThat(requests).isEmpty();
  }

  @Test
  void takesAddressesAsTheyArePasted() {
    body = MATRIX;

    Invocation.of("tools", "query", "up", "--url", url() + "/prefix/api/v1/");

    assertThat(requests.getFirst().target()).isEqualTo("POST /prefix/api/v1/query");
  }
}
