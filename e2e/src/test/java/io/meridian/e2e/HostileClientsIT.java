package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with little memory, under clients that mean harm and some that do not. */
final class HostileClientsIT {
  private static final int HEAP_MEGABYTES = 256;

  /** What a JVM and its libraries take beside the heap, and off-heap buffers of sockets. */
  private static final int BESIDE_MEGABYTES = 450;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int writePort = ReceiverRing.freePort();
  private final int httpPort = ReceiverRing.freePort();
  private final int grpcPort = ReceiverRing.freePort();

  private RunningProgram receiver() {
    Path launcher = Path.of(System.getProperty("meridian.root", "..")).resolve("meridian");
    RunningProgram receiver =
        RunningProgram.start(
            folder.resolve("receiver.log"),
            List.of(
                launcher.toAbsolutePath().toString(),
                "receiver",
                "--remote-write.address=127.0.0.1:" + writePort,
                "--http-address=127.0.0.1:" + httpPort,
                "--grpc-address=127.0.0.1:" + grpcPort,
                "--tsdb.path=" + folder.resolve("data"),
                "--label=receive_replica=\"r0\""),
            Map.of("MERIDIAN_JAVA_OPTS", "-Xmx" + HEAP_MEGABYTES + "m"));
    ReceiverRing.await(
        "the receiver to be ready",
        Duration.ofSeconds(90),
        () -> text("/-/ready").startsWith("200"));
    return receiver;
  }

  /** Status and body. */
  private String text(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path)).build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "no answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void servesOthersWithinBoundsOfTimeAndMemory() throws Exception {
    attack(500, Duration.ofSeconds(6));
  }

  @Test
  @Tag("long")
  void servesOthersBesideTenThousandIdleConnectionsForAMinute() throws Exception {
    attack(10_000, Duration.ofMinutes(1));
  }

  private void attack(int idle, Duration time) throws Exception {
    URI door = URI.create("http://127.0.0.1:" + writePort + "/api/v1/receive");
    try (RunningProgram receiver = receiver();
        RingLoad load = new RingLoad(List.of(door, door));
        HostileClients hostile = new HostileClients(writePort, grpcPort)) {
      load.goOn(Duration.ofSeconds(1));
      probe(Duration.ofSeconds(1));
      hostile.idle(idle);
      hostile.drips(200);
      hostile.bombs();
      hostile.garbage(seed.random());
      hostile.largeMessages();
      load.measure();
      List<Duration> probes = probe(time);
      Duration grace = load.longestPause().multipliedBy(10);

      assertThat(load.longestAnswer()).isLessThan(Duration.ofSeconds(2).plus(grace));
      assertThat(probes.get(probes.size() * 9 / 10))
          .as("the slowest tenth of probes, after what the machine itself made them wait")
          .isLessThan(Duration.ofMillis(100).plus(grace));
      hostile.leave();
      load.finish();

      assertThat(peakMegabytes(receiver)).isLessThan(HEAP_MEGABYTES + BESIDE_MEGABYTES);
      assertThat(hostile.answers().keySet())
          .allMatch(
              answer -> answer.matches("deep 204|.* (400|413|503|RESOURCE_EXHAUSTED)"),
              "is a refusal, or nothing that is written");
      assertThat(
              StoreClient.series(grpcPort, RingLoad.METRIC).values().stream()
                  .mapToInt(List::size)
                  .sum())
          .isEqualTo(load.samples());
      ReceiverRing.await(
          "memory to be given back",
          Duration.ofSeconds(60),
          () ->
              text("/metrics")
                  .lines()
                  .filter(line -> line.startsWith("meridian_budget_held_bytes{"))
                  .allMatch(line -> line.endsWith(" 0.0")));
      assertThat(receiver.terminate()).as(receiver.log()).isZero();
      assertThat(receiver.log()).doesNotContain("level=error").doesNotContain("OutOfMemory");
    }
  }

  /** Asks for health and metrics again and again; how long that took, in order. */
  private List<Duration> probe(Duration time) {
    List<Duration> took = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      for (String path : List.of("/-/healthy", "/metrics")) {
        long begun = System.nanoTime();
        assertThat(text(path)).startsWith("200");
        took.add(Duration.ofNanos(System.nanoTime() - begun));
      }
    }
    Collections.sort(took);
    return took;
  }

  private static long peakMegabytes(RunningProgram program) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + program.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
        .findFirst()
        .orElseThrow();
  }
}
