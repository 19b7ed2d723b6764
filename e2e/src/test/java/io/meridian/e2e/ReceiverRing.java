package io.meridian.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Receivers of one ring, each a process of its own. They reach each other over {@link FaultyWire}s,
 * and are known to the ring by those.
 */
final class ReceiverRing implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Path folder;
  private final Path file;
  private final int copies;
  private final List<Node> nodes = new ArrayList<>();

  /** A ring to be, of so many processes that keep so many copies. */
  ReceiverRing(Path folder, int processes, int copies) throws IOException {
    this.folder = folder;
    this.file = folder.resolve("hashrings.json");
    this.copies = copies;
    for (int i = 0; i < processes; i++) {
      nodes.add(new Node(i));
    }
  }

  /** Starts all processes, with a ring of those that have these numbers. */
  ReceiverRing start(int... members) throws IOException {
    write(members);
    nodes.forEach(Node::launch);
    nodes.forEach(Node::awaitReady);
    return this;
  }

  Node node(int number) {
    return nodes.get(number);
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Gives all processes another ring. */
  void change(int... members) throws IOException, InterruptedException {
    write(members);
    for (Node each : nodes) {
      if (each.process().isRunning()) {
        each.reload();
      }
    }
  }

  /** Waits until nobody takes a member for away. */
  void awaitTogether() {
    await(
        "receivers to see each other",
        Duration.ofSeconds(30),
        () -> nodes.stream().allMatch(Node::seesAll));
  }

  private void write(int... members) throws IOException {
    String endpoints =
        Arrays.stream(members)
            .mapToObj(number -> '"' + nodes.get(number).ringAddress() + '"')
            .collect(Collectors.joining(","));
    Path next = folder.resolve("hashrings.json.next");
    Files.writeString(next, "[{\"endpoints\":[" + endpoints + "]}]");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void await(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited too long for " + what);
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** One of the receivers. */
  final class Node {
    private static final Duration START = Duration.ofSeconds(90);

    private final int number;
    private final int writePort = freePort();
    private final int httpPort = freePort();
    private final int grpcPort = freePort();
    private final FaultyWire wire;
    private @Nullable RunningProgram process;

    Node(int number) throws IOException {
      this.number = number;
      this.wire = FaultyWire.before(grpcPort);
    }

    private String ringAddress() {
      return "127.0.0.1:" + wire.port();
    }

    /** The way over which the others come. */
    FaultyWire wire() {
      return wire;
    }

    int grpcPort() {
      return grpcPort;
    }

    URI writeUrl() {
      return URI.create("http://127.0.0.1:" + writePort + "/api/v1/receive");
    }

    RunningProgram process() {
      if (process == null) {
        throw new IllegalStateException("receiver " + number + " does not run");
      }
      return process;
    }

    /** Starts it, also again. */
    void launch() {
      Path launcher = Path.of(System.getProperty("meridian.root", "..")).resolve("meridian");
      process =
          RunningProgram.start(
              folder.resolve("receiver-" + number + ".log"),
              List.of(
                  launcher.toAbsolutePath().toString(),
                  "receiver",
                  "--remote-write.address=127.0.0.1:" + writePort,
                  "--http-address=127.0.0.1:" + httpPort,
                  "--grpc-address=127.0.0.1:" + grpcPort,
                  "--tsdb.path=" + folder.resolve("data-" + number),
                  "--receive.hashrings-file=" + file,
                  "--receive.local-endpoint=" + ringAddress(),
                  "--receive.replication-factor=" + copies,
                  "--label=receive_replica=\"r" + number + "\""));
    }

    void awaitReady() {
      await("receiver " + number + " to be ready: " + process().log(), START, this::isReady);
    }

    private boolean isReady() {
      try {
        return status(HttpRequest.newBuilder(url("/-/ready")).build()) == 200;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    private URI url(String path) {
      return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    private int status(HttpRequest request) throws IOException, InterruptedException {
      return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    }

    void reload() throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(url("/-/reload")).POST(BodyPublishers.noBody()).build();
      if (status(request) != 200) {
        throw new AssertionError("receiver " + number + " kept the ring: " + process().log());
      }
    }

    private boolean seesAll() {
      HttpRequest request = HttpRequest.newBuilder(url("/metrics")).build();
      try {
        return CLIENT
            .send(request, BodyHandlers.ofString())
            .body()
            .lines()
            .filter(line -> line.startsWith("meridian_receiver_peer_away{"))
            .allMatch(line -> line.endsWith(" 0.0"));
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Node each : nodes) {
      if (each.process != null) {
        each.process.close();
      }
      each.wire.close();
    }
  }
}
