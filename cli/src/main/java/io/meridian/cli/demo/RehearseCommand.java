package io.meridian.cli.demo;

import io.meridian.bucket.Bucket;
import io.meridian.cli.all.AllProcess;
import io.meridian.cli.all.AllSettings;
import io.meridian.cli.console.Console;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
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

  /** Nobody waits for a rehearsal, so it sees to its own end, whatever it hangs in. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final long PAST = Duration.ofMinutes(30).toMillis();
  private static final int OK = 200;

  private static final List<String> QUESTIONS =
      List.of(
          "/api/v1/query?query=up",
          "/api/v1/query?query=sum%20by%20(mode)%20(rate(node_cpu_seconds_total%7Bmode!%3D%22idle%22%7D%5B5m%5D))",
          "/api/v1/query_range?query=sum(rate(node_network_receive_bytes_total%5B5m%5D))&start=NOW&end=NOW&step=60",
          "/api/v1/series?match%5B%5D=up",
          "/api/v1/labels",
          "/api/v1/label/job/values",
          "/api/v1/status/buildinfo",
          "/metrics");

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
    Thread.ofPlatform().daemon().name("limit").start(RehearseCommand::endAtLimit);
    int write = freePort();
    int http = freePort();
    List<String> arguments =
        List.of(
            "--data-dir=" + folder,
            "--remote-write.address=127.0.0.1:" + write,
            "--http-address=127.0.0.1:" + http,
            "--grpc-address=127.0.0.1:" + freePort());
    if (!(new FlagSet<>(AllSettings.class).read(arguments)
        instanceof Request.Run<AllSettings>(var settings, _))) {
      throw new IllegalStateException("these arguments run something");
    }
    Fleet fleet = Fleet.demo();
    long now = System.currentTimeMillis();
    try (Bucket bucket = settings.openBucket(new ArrayList<>())) {
      new DemoPast(fleet, folder.resolve("fleet"), console)
          .fill(bucket, DemoPast.end(now) - DemoPast.HEAD, now);
    }
    return AllProcess.run(
        "rehearsal", settings, List.of(new Visitor(fleet, write, http)), UnaryOperator.identity());
  }

  private static void endAtLimit() {
    try {
      Thread.sleep(LIMIT);
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Writes and asks, then has the process end. */
  private record Visitor(Fleet fleet, int write, int http) implements Part {
    @Override
    public String name() {
      return "visitor";
    }

    @Override
    public void start() {
      Thread.ofVirtual().name("visitor").start(this::visit);
    }

    private void visit() {
      try (HttpClient client = HttpClient.newHttpClient()) {
        waitFor(client, address(http, "/-/ready"));
        long now = System.currentTimeMillis();
        new Uplink(fleet.agents().getFirst(), address(write, "/api/v1/receive"), client)
            .send(now - PAST, now);
        for (String path : QUESTIONS) {
          get(client, address(http, path.replace("NOW", Long.toString(now / 1000))));
        }
        get(client, address(write, "/api/v1/status/tsdb"));
      } catch (IOException e) {
        throw new UncheckedIOException("the rehearsal was cut short", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        Signals.raise("TERM");
      }
    }

    @Override
    public void stop() {}
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
