package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./meridian all} or {@code ./meridian demo} with ports, a folder and a log of its own, to
 * be started again and again.
 */
final class AllCommand {
  private static final Duration START = Duration.ofMinutes(3);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final String command;
  private final int writePort = ReceiverCommand.freePort();
  private final int httpPort = ReceiverCommand.freePort();
  private final int grpcPort = ReceiverCommand.freePort();
  private final Map<String, String> environment = new HashMap<>();
  private int starts;

  /**
   * A command that does not run yet.
   *
   * @param folder has its data and its logs
   * @param command all, or demo
   */
  AllCommand(Path folder, String command) {
    this.folder = folder;
    this.command = command;
  }

  Path data() {
    return folder.resolve("data");
  }

  int grpcPort() {
    return grpcPort;
  }

  int httpPort() {
    return httpPort;
  }

  URI writeUrl() {
    return URI.create("http://127.0.0.1:" + writePort + "/api/v1/receive");
  }

  /** Has all that is started from now on see a variable. */
  void setVariable(String name, String value) {
    environment.put(name, value);
  }

  /** Starts it, without waiting; a log of its own for each start. */
  RunningProgram start(String... more) {
    Path launcher = Path.of(System.getProperty("meridian.root", "..")).resolve("meridian");
    List<String> words = new ArrayList<>(List.of(launcher.toAbsolutePath().toString(), command));
    words.add("--data-dir=" + data());
    words.add("--http-address=127.0.0.1:" + httpPort);
    words.add("--remote-write.address=127.0.0.1:" + writePort);
    words.add("--grpc-address=127.0.0.1:" + grpcPort);
    words.addAll(List.of(more));
    starts++;
    return RunningProgram.start(
        folder.resolve(command + "-" + starts + ".log"), words, environment);
  }

  /** Starts it and waits until it is ready. */
  RunningProgram startUntilReady(String... more) {
    RunningProgram program = start(more);
    ReceiverCommand.await(
        () -> "meridian " + command + " to be ready: " + program.log(),
        START,
        () -> {
          assertThat(program.isRunning()).as(program.log()).isTrue();
          return isReady();
        });
    return program;
  }

  /** Starts a demo and waits until its agents have sent what there is. */
  RunningProgram startUntilUpToDate(String... more) {
    RunningProgram program = start(more);
    ReceiverCommand.await(
        () -> "the demo to be up to date: " + program.log(),
        START,
        () -> {
          assertThat(program.isRunning()).as(program.log()).isTrue();
          return program.log().contains("up to date after");
        });
    return program;
  }

  private boolean isReady() {
    try {
      return send(request("/-/ready").build()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** The body of an answer that must be a good one. */
  String get(String path) throws IOException {
    HttpResponse<String> answer = send(request(path).build());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** The answer to a form, complete and without a warning. */
  JsonNode post(String path, String... form) throws IOException {
    HttpResponse<String> answer =
        send(
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(form)))
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode json = JsonMapper.shared().readTree(answer.body());
    assertThat(json.has("warnings")).as(answer.body()).isFalse();
    return json.get("data");
  }

  /** Names and values in turns, as a form. */
  static String form(String... namesAndValues) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.append(i == 0 ? "" : "&")
          .append(URLEncoder.encode(namesAndValues[i], StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return form.toString();
  }
}
