package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that a Thanos querier was asked over HTTP about the golden bucket, asked of {@code
 * ./meridian querier} over {@code ./meridian store-gateway}. Answers are equal but where {@link
 * Answer} says why not.
 */
final class GoldenHttpIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  /** How an answer of ours relates to Thanos'. */
  private enum Answer {
    /** Status and body are equal; order counts where the API says so. */
    EQUAL,

    /**
     * Refused with the same status and type. The text is ours, and as in Prometheus names the
     * parameter.
     */
    REFUSED,

    /** A fault of Thanos' that the golden data marks: averages of downsampled histograms. */
    KNOWN_WRONG,

    /** What Thanos refuses unless experimental functions are enabled is always there. */
    EXPERIMENTAL,

    /**
     * A selector of external labels alone. Thanos' store answers nothing; it is a fair question.
     */
    EXTERNAL_LABELS,

    /** Labels that tell replicas apart are off in answers, in lists of labels, too. */
    REPLICA_LABEL;

    static Answer to(JsonNode line) {
      if (line.has("known_wrong")) {
        return KNOWN_WRONG;
      }
      String path = line.path("path").asString();
      String selector = parameter(line, "match[]");
      if (line.path("status").asInt() != 200) {
        boolean experimental = message(line).matches(".*(is not enabled|is experimental and).*");
        return experimental ? EXPERIMENTAL : REFUSED;
      }
      if (path.endsWith("/series") && selector.equals("{cluster=\"eu-1\"}")) {
        return EXTERNAL_LABELS;
      }
      boolean named =
          path.endsWith("/labels") && texts(line.path("response").path("data")).contains("replica");
      return named || path.endsWith("/label/replica/values") ? REPLICA_LABEL : EQUAL;
    }

    private static String message(JsonNode line) {
      return line.path("response").path("error").asString();
    }
  }

  private static String parameter(JsonNode line, String name) {
    for (JsonNode each : line.path("params")) {
      if (each.path(0).asString().equals(name)) {
        return each.path(1).asString();
      }
    }
    return "";
  }

  /** A status and a body. */
  private record Reply(int status, JsonNode body) {}

  @Test
  void answersAsThanosButForWhatIsNamed() throws IOException, InterruptedException {
    List<JsonNode> lines = lines(Golden.assumePresent("golden/dedup/answers.jsonl.gz"));
    int gatewayPort = ReceiverCommand.freePort();
    int storePort = ReceiverCommand.freePort();
    int port = ReceiverCommand.freePort();
    try (RunningProgram gateway =
            start(
                "store-gateway",
                "--http-address=127.0.0.1:" + gatewayPort,
                "--grpc-address=127.0.0.1:" + storePort,
                "--data-dir=" + folder.resolve("gateway"),
                "--objstore.config={type: FILESYSTEM, config: {directory: '%s'}}"
                    .formatted(Golden.assumePresent("golden/thanos/after").toAbsolutePath()));
        RunningProgram querier =
            start(
                "querier",
                "--http-address=127.0.0.1:" + port,
                "--grpc-address=127.0.0.1:" + ReceiverCommand.freePort(),
                "--endpoint=127.0.0.1:" + storePort,
                "--query.replica-label=replica",
                "--deduplication.func=penalty",
                "--no-query.auto-downsampling")) {
      ReceiverCommand.await(
          () -> "the querier to know its store: " + gateway.log() + querier.log(),
          PATIENCE,
          () -> isKnown(gatewayPort, port));
      List<String> wrong = new ArrayList<>();
      for (JsonNode line : lines) {
        Reply ours = ask(port, line);
        if (!isAsExpected(line, ours)) {
          wrong.add(Answer.to(line) + " " + line + "\n  ours " + ours);
        }
      }

      assertThat(wrong).isEmpty();
      Conformance.count("golden-http-answers", lines.size());
    }
  }

  private RunningProgram start(String service, String... flags) {
    Path launcher = Path.of(System.getProperty("meridian.root", "..")).resolve("meridian");
    List<String> command = new ArrayList<>(List.of(launcher.toAbsolutePath().toString(), service));
    command.addAll(List.of(flags));
    return RunningProgram.start(folder.resolve(service + ".log"), command);
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }
  }

  /** Whether the gateway has seen the bucket and the querier has heard of it. */
  private boolean isKnown(int gatewayPort, int port) {
    try {
      return get(gatewayPort, "/-/ready").statusCode() == 200
          && get(port, "/api/v1/stores").body().contains("\"team-red\"");
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<String> get(int port, String path) throws IOException {
    URI address = URI.create("http://127.0.0.1:" + port + path);
    try {
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Reply ask(int port, JsonNode line) throws IOException {
    List<String> pairs = new ArrayList<>();
    for (JsonNode each : line.path("params")) {
      pairs.add(each.path(0).asString());
      pairs.add(each.path(1).asString());
    }
    String form = AllCommand.form(pairs.toArray(String[]::new));
    HttpResponse<String> answer = get(port, line.path("path").asString() + "?" + form);
    return new Reply(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
  }

  private static boolean isAsExpected(JsonNode line, Reply ours) {
    JsonNode theirs = line.path("response");
    int status = line.path("status").asInt();
    Answer answer = Answer.to(line);
    boolean whole = answer == Answer.EQUAL || answer == Answer.REPLICA_LABEL;
    if (whole && !texts(theirs.path("warnings")).equals(texts(ours.body().path("warnings")))) {
      return false;
    }
    JsonNode data = ours.body().path("data");
    return switch (answer) {
      case EQUAL -> ours.status() == status && isEqual(line, theirs.path("data"), data);
      case REFUSED ->
          ours.status() == status && ours.body().path("errorType").equals(theirs.path("errorType"));
      case KNOWN_WRONG -> ours.status() == status && !data.path("result").isEmpty();
      case EXPERIMENTAL -> ours.status() == 200 && !data.path("result").isEmpty();
      case EXTERNAL_LABELS -> theirs.path("data").isEmpty() && areAllOf(data, "eu-1");
      case REPLICA_LABEL -> texts(data).equals(withoutReplica(line, theirs.path("data")));
    };
  }

  private static boolean areAllOf(JsonNode series, String cluster) {
    for (JsonNode each : series) {
      if (!each.path("cluster").asString().equals(cluster)) {
        return false;
      }
    }
    return !series.isEmpty();
  }

  private static Set<String> withoutReplica(JsonNode line, JsonNode theirs) {
    Set<String> left = texts(theirs);
    left.remove("replica");
    return line.path("path").asString().contains("/label/") ? Set.of() : left;
  }

  /** Elements as texts; of strings without quotes. */
  private static Set<String> texts(JsonNode list) {
    Set<String> all = new TreeSet<>();
    list.forEach(each -> all.add(each.isString() ? each.asString() : each.toString()));
    return all;
  }

  /** An instant's series come in no order, and what Thanos says of its engine is its own. */
  private static boolean isEqual(JsonNode line, JsonNode theirs, JsonNode ours) {
    if (!theirs.has("result")) {
      return theirs.equals(ours);
    }
    boolean unordered =
        theirs.path("resultType").asString().equals("vector")
            && !parameter(line, "query").startsWith("sort")
            && theirs.path("result").size() == ours.path("result").size();
    return theirs.path("resultType").equals(ours.path("resultType"))
        && (unordered
            ? texts(theirs.path("result")).equals(texts(ours.path("result")))
            : theirs.path("result").equals(ours.path("result")));
  }
}
