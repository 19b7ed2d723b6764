package io.meridian.cli.demo;

import io.meridian.cli.console.Console;
import io.meridian.cli.service.ServiceCommand;
import io.meridian.model.UnavailableException;
import io.meridian.service.lifecycle.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Starts what there is, does with it what users do, and stops, so that the launcher's archive of
 * classes has what a start needs. Not for users.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Go through a start, some requests and an end, for an archive of classes.",
    mixinStandardHelpOptions = true)
public final class RehearseCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final long PAST = Duration.ofMinutes(30).toMillis();
  private static final int OK = 200;

  private final Console console;

  @Parameters(arity = "1", paramLabel = "<folder>", description = "An empty folder of its own.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private Path folder;

  private RehearseCommand(Console console) {
    this.console = console;
  }

  /** The command, printing on a console. */
  public static CommandLine on(Console console) {
    return new CommandLine(new RehearseCommand(console));
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    int write = freePort();
    int http = freePort();
    Thread.ofVirtual().name("rehearsal").start(() -> visit(write, http));
    return ServiceCommand.receiver(console)
        .execute(
            "--tsdb.path=" + folder.resolve("tsdb"),
            "--label=receive_replica=\"rehearsal\"",
            "--remote-write.address=127.0.0.1:" + write,
            "--http-address=127.0.0.1:" + http,
            "--grpc-address=127.0.0.1:" + freePort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void visit(int write, int http) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      waitFor(client, address(http, "/-/ready"));
      long now = System.currentTimeMillis();
      Agent agent = Fleet.demo().agents().getFirst();
      new Uplink(agent, address(write, "/api/v1/receive"), client).send(now - PAST, now);
      for (String path : List.of("/metrics", "/api/v1/status/tsdb", "/api/v1/status/sources")) {
        get(client, address(path.startsWith("/api") ? write : http, path));
      }
    } catch (IOException | InterruptedException e) {
      throw new UnavailableException("the rehearsal was cut short: " + e.getMessage(), e);
    } finally {
      Signals.raise("TERM");
    }
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static void waitFor(HttpClient client, URI address) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        if (get(client, address) == OK) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(PAUSE);
      }
    }
  }

  private static int get(HttpClient client, URI address) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray())
        .statusCode();
  }
}
