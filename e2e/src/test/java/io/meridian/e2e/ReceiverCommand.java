package io.meridian.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code ./meridian receiver} with ports, a folder and a log of its own, to be started again. */
final class ReceiverCommand {
  private static final Duration START = Duration.ofMinutes(4);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final String name;
  private final String host;
  private final List<String> before;
  private final int writePort = freePort();
  private final int httpPort = freePort();
  private final int grpcPort = freePort();

  /**
   * A receiver.
   *
   * @param folder has its data and its log
   * @param name its replica label, and part of the names in the folder
   */
  ReceiverCommand(Path folder, String name) {
    this(folder, name, "127.0.0.1", List.of());
  }

  /**
   * A receiver elsewhere.
   *
   * @param host the address of its ports
   * @param before words of a command that runs what stands behind them
   */
  ReceiverCommand(Path folder, String name, String host, List<String> before) {
    this.folder = folder;
    this.name = name;
    this.host = host;
    this.before = List.copyOf(before);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for something that happens by itself. */
  static void await(String what, Duration patience, BooleanSupplier condition) {
    await(() -> what, patience, condition);
  }

  /** The same; what was waited for in vain is told as it is at the end. */
  static void await(Supplier<String> what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited too long for " + what.get());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  int writePort() {
    return writePort;
  }

  String host() {
    return host;
  }

  int grpcPort() {
    return grpcPort;
  }

  URI writeUrl() {
    return URI.create("http://" + host + ":" + writePort + "/api/v1/receive");
  }

  /** The port of health and metrics. */
  URI httpUrl() {
    return url("/");
  }

  Path data() {
    return folder.resolve("data-" + name);
  }

  /** Starts it with more flags, without waiting. */
  RunningProgram start(Map<String, String> environment, String... more) {
    Path launcher = Path.of(System.getProperty("meridian.root", "..")).resolve("meridian");
    return RunningProgram.start(
        folder.resolve("receiver-" + name + ".log"),
        Stream.of(
                before.stream(),
                Stream.of(
                    launcher.toAbsolutePath().toString(),
                    "receiver",
                    "--remote-write.address=" + host + ":" + writePort,
                    "--http-address=" + host + ":" + httpPort,
                    "--grpc-address=" + host + ":" + grpcPort,
                    "--tsdb.path=" + data(),
                    "--label=receive_replica=\"" + name + "\""),
                Stream.of(more))
            .flatMap(words -> words)
            .toList(),
        environment);
  }

  /** Starts it and waits until it is ready. */
  RunningProgram startUntilReady() {
    RunningProgram program = start(Map.of());
    awaitReady();
    return program;
  }

  void awaitReady() {
    await("receiver " + name + " to be ready", START, () -> get("/-/ready").startsWith("200"));
  }

  /** Status and body of a page on the port of health and metrics; a word if there is no answer. */
  String get(String path) {
    return send(HttpRequest.newBuilder(url(path)).build());
  }

  String post(String path) {
    return send(
        HttpRequest.newBuilder(url(path)).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  private URI url(String path) {
    return URI.create("http://" + host + ":" + httpPort + path);
  }

  private String send(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "nothing";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** The lines of its metrics that begin so. */
  List<String> metrics(String prefix) {
    return get("/metrics").lines().filter(line -> line.startsWith(prefix)).toList();
  }
}
