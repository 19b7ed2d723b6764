package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.io.IOException;
import java.net.URI;
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

  /** Where the machine is not known. */
  private static final Duration SLOW = Duration.ofSeconds(30);

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  @Test
  void servesOthersWithinBoundsOfTimeAndMemory() throws Exception {
    attack(500, Duration.ofSeconds(6), SLOW, SLOW);
  }

  @Test
  @Tag("long")
  void servesOthersBesideTenThousandIdleConnectionsForAMinute() throws Exception {
    attack(10_000, Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofMillis(100));
  }

  private static RunningProgram start(ReceiverCommand command) {
    RunningProgram receiver =
        command.start(Map.of("MERIDIAN_JAVA_OPTS", "-Xmx" + HEAP_MEGABYTES + "m"));
    command.awaitReady();
    return receiver;
  }

  /**
   * Attacks for a time.
   *
   * @param longest no sender waits longer for an answer, but for what the machine makes it wait
   * @param usual nine of ten probes are answered in that time
   */
  private void attack(int idle, Duration time, Duration longest, Duration usual) throws Exception {
    ReceiverCommand command = new ReceiverCommand(folder, "r0");
    URI door = command.writeUrl();
    try (RunningProgram receiver = start(command);
        RingLoad load = new RingLoad(List.of(door, door));
        HostileClients hostile = new HostileClients(command.writePort(), command.grpcPort())) {
      load.goOn(Duration.ofSeconds(1));
      probe(command, Duration.ofSeconds(1));
      hostile.idle(idle);
      hostile.drips(200);
      hostile.bombs();
      hostile.garbage(seed.random());
      hostile.largeMessages();
      load.measure();
      List<Duration> probes = probe(command, time);
      Duration grace = load.longestPause().multipliedBy(10);

      assertThat(load.longestAnswer()).isLessThan(longest.plus(grace));
      assertThat(probes.get(probes.size() * 9 / 10))
          .as("the slowest tenth of probes, after what the machine itself made them wait")
          .isLessThan(usual.plus(grace));
      hostile.leave();
      load.finish();

      assertThat(peakMegabytes(receiver)).isLessThan(HEAP_MEGABYTES + BESIDE_MEGABYTES);
      assertThat(hostile.answers().keySet())
          .allMatch(
              answer -> answer.matches("deep 204|.* (400|413|503|RESOURCE_EXHAUSTED)"),
              "is a refusal, or nothing that is written");
      assertThat(
              StoreClient.series(command.grpcPort(), RingLoad.METRIC).values().stream()
                  .mapToInt(List::size)
                  .sum())
          .isEqualTo(load.samples());
      ReceiverCommand.await(
          "memory to be given back",
          Duration.ofSeconds(60),
          () ->
              command.metrics("meridian_budget_held_bytes{").stream()
                  .allMatch(line -> line.endsWith(" 0.0")));
      assertThat(receiver.terminate()).as(receiver.log()).isZero();
      assertThat(receiver.log()).doesNotContain("level=error").doesNotContain("OutOfMemory");
    }
  }

  /** Asks for health and metrics again and again; how long that took, in order. */
  private static List<Duration> probe(ReceiverCommand command, Duration time) {
    List<Duration> took = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      for (String path : List.of("/-/healthy", "/metrics")) {
        long begun = System.nanoTime();
        assertThat(command.get(path)).startsWith("200");
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
