package io.meridian.e2e;

import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of its own for programs, a namespace of Linux, joined to this machine's by a cable that
 * can be pulled. Then packets are lost in both directions and nobody is told: connections stay.
 */
final class NetworkIsland implements AutoCloseable {
  private static final String MAINLAND = "10.254.217.1";
  private static final String ISLAND = "10.254.217.2";

  private final String name = "meridian" + ProcessHandle.current().pid();
  private final String near = "mn" + ProcessHandle.current().pid();
  private final String far = "mf" + ProcessHandle.current().pid();

  private NetworkIsland() {}

  /** Makes one; the test is skipped where that is not allowed. */
  static NetworkIsland assumePossible() throws IOException, InterruptedException {
    ExternalProgram.assumePresent("ip");
    NetworkIsland island = new NetworkIsland();
    Assumptions.assumeTrue(island.isAllowed(), "network namespaces cannot be made here");
    try {
      island.join();
    } catch (IOException e) {
      island.close();
      throw e;
    }
    return island;
  }

  private boolean isAllowed() throws IOException, InterruptedException {
    return run(List.of("ip", "netns", "add", name)) == 0;
  }

  private void join() throws IOException, InterruptedException {
    ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
    ip("address", "add", MAINLAND + "/30", "dev", near);
    ip("link", "set", near, "up");
    ip("-n", name, "address", "add", ISLAND + "/30", "dev", far);
    ip("-n", name, "link", "set", "lo", "up");
    mend();
  }

  /** Where programs of this machine are found from both sides. */
  String mainland() {
    return MAINLAND;
  }

  /** Where those of the island are. */
  String island() {
    return ISLAND;
  }

  /** A command that runs on the island. */
  List<String> command() {
    return List.of("ip", "netns", "exec", name);
  }

  /** Pulls the cable. */
  void cut() throws IOException, InterruptedException {
    ip("-n", name, "link", "set", far, "down");
  }

  /** Puts it in. */
  void mend() throws IOException, InterruptedException {
    ip("-n", name, "link", "set", far, "up");
  }

  private static void ip(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    Stream.of(words).forEach(command::add);
    if (run(command) != 0) {
      throw new IOException("failed: " + String.join(" ", command));
    }
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Takes its name away; it ends with the last process on it. */
  @Override
  public void close() throws IOException {
    try {
      run(List.of("ip", "netns", "delete", name));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
