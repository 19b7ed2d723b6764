package io.meridian.cli.demo;

import io.meridian.bucket.Bucket;
import io.meridian.cli.all.AllProcess;
import io.meridian.cli.all.AllSettings;
import io.meridian.cli.console.Console;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
  /** Nobody waits for a rehearsal, so it sees to its own end, whatever it hangs in. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** CPU time of this process at the end of a rehearsal whose services ask within the process. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  /**
   * The same of one whose services ask each other by gRPC, as they do in processes of their own.
   */
  private static final Duration LONG = Duration.ofSeconds(16);

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
    return Math.max(rehearse("--no-hops.grpc", SHORT), rehearse("--hops.grpc", LONG));
  }

  private int rehearse(String hops, Duration enough) throws IOException {
    int write = freePort();
    int http = freePort();
    List<String> arguments =
        List.of(
            hops,
            "--data-dir=" + folder,
            "--remote-write.address=127.0.0.1:" + write,
            "--http-address=127.0.0.1:" + http,
            "--grpc-address=127.0.0.1:" + freePort(),
            "--query.replica-label=replica");
    if (!(new FlagSet<>(AllSettings.class).read(arguments)
        instanceof Request.Run<AllSettings>(var settings, _))) {
      throw new IllegalStateException("these arguments run something");
    }
    Fleet fleet = Fleet.demo();
    long now = System.currentTimeMillis();
    try (Bucket bucket = settings.openBucket(new ArrayList<>())) {
      new DemoPast(fleet, folder.resolve("fleet"), console)
          .fill(bucket, DemoPast.end(now) - Rehearsal.PAST.toMillis(), now);
    }
    Rehearsal rehearsal = new Rehearsal(fleet, write, http, enough);
    return AllProcess.run("rehearsal", settings, List.of(rehearsal), UnaryOperator.identity());
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
}
