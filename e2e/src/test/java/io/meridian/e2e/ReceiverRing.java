package io.meridian.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Receivers of one ring, each a process of its own. They reach each other over {@link FaultyWire}s,
 * and are known to the ring by those, or directly where a network can be cut.
 */
final class ReceiverRing implements AutoCloseable {
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
      ReceiverCommand command = new ReceiverCommand(folder, "r" + i);
      nodes.add(new Node(command, Optional.of(FaultyWire.before(command.grpcPort()))));
    }
  }

  /** The same, of which the last process is on an island; nothing else is between them. */
  ReceiverRing(Path folder, int processes, int copies, NetworkIsland island) {
    this.folder = folder;
    this.file = folder.resolve("hashrings.json");
    this.copies = copies;
    for (int i = 0; i < processes; i++) {
      ReceiverCommand command =
          i < processes - 1
              ? new ReceiverCommand(folder, "r" + i, island.mainland(), List.of())
              : new ReceiverCommand(folder, "r" + i, island.island(), island.command());
      nodes.add(new Node(command, Optional.empty()));
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
  void change(int... members) throws IOException {
    write(members);
    for (Node each : nodes) {
      if (each.process().isRunning()) {
        each.reload();
      }
    }
  }

  /** Waits until nobody takes a member for away. */
  void awaitTogether() {
    ReceiverCommand.await(
        "receivers to see each other",
        Duration.ofMinutes(2),
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

  /** One of the receivers. */
  final class Node {
    private final ReceiverCommand command;
    private final Optional<FaultyWire> wire;
    private @Nullable RunningProgram process;

    Node(ReceiverCommand command, Optional<FaultyWire> wire) {
      this.command = command;
      this.wire = wire;
    }

    private String ringAddress() {
      return command.host() + ":" + wire.map(FaultyWire::port).orElseGet(command::grpcPort);
    }

    /** The way over which the others come. */
    FaultyWire wire() {
      return wire.orElseThrow();
    }

    ReceiverCommand command() {
      return command;
    }

    RunningProgram process() {
      if (process == null) {
        throw new IllegalStateException("the receiver does not run");
      }
      return process;
    }

    /** Starts it, also again. */
    void launch() {
      process =
          command.start(
              Map.of(),
              "--receive.hashrings-file=" + file,
              "--receive.local-endpoint=" + ringAddress(),
              "--receive.replication-factor=" + copies);
    }

    void awaitReady() {
      command.awaitReady();
    }

    private void reload() {
      String answer = command.post("/-/reload");
      if (!answer.startsWith("200")) {
        throw new AssertionError(answer + ": " + process().log());
      }
    }

    private boolean seesAll() {
      List<String> peers = command.metrics("meridian_receiver_peer_away{");
      return !peers.isEmpty() && peers.stream().allMatch(line -> line.endsWith(" 0.0"));
    }
  }

  @Override
  public void close() throws IOException {
    for (Node each : nodes) {
      if (each.process != null) {
        each.process.close();
      }
      if (each.wire.isPresent()) {
        each.wire.get().close();
      }
    }
  }
}
