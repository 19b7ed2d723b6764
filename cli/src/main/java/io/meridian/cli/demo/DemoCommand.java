package io.meridian.cli.demo;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.cli.all.AllProcess;
import io.meridian.cli.all.AllSettings;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.model.InvalidRequestException;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Runs all services and a made-up fleet that writes into them. */
@Command(name = "demo", description = DemoCommand.SUMMARY + " Its flags are those of meridian all.")
public final class DemoCommand implements Callable<Integer> {
  static final String SUMMARY =
      "Runs all services in one process, and a made-up fleet of three clusters that writes into"
          + " them.";

  private static final String DATA = "--data-dir";
  private static final int MOST_DAYS = 60;
  private static final double MOST_FAULTS = 0.3;
  private static final long FAULT_SEED = 1;

  private final Console console;

  @Option(names = "--fresh", description = "Forget what an earlier demo wrote.")
  private boolean fresh;

  @Option(
      names = "--days",
      paramLabel = "<n>",
      description = "How many days of history to make up at the first start (default: 2).")
  private int days = 2;

  @Option(
      names = "--faults",
      paramLabel = "<share>",
      description =
          "Have this share of the store gateway's reads fail and as many break off, such as 0.1;"
              + " answers stay the same (default: 0).")
  private double faults;

  @Unmatched private final List<String> arguments = new ArrayList<>();

  private DemoCommand(Console console) {
    this.console = console;
  }

  /** The command, printing on a console. */
  public static CommandLine on(Console console) {
    return new CommandLine(new DemoCommand(console));
  }

  @Override
  public Integer call() throws IOException {
    List<String> all = new ArrayList<>(arguments);
    addUnless(all, DATA, "./demo-data");
    addUnless(all, "--log.level", "warn");
    addUnless(all, "--query.replica-label", "replica");
    FlagSet<AllSettings> flags = new FlagSet<>(AllSettings.class);
    return switch (flags.read(all)) {
      case Request.Help<AllSettings> _ -> {
        String own =
            """
            --fresh forgets an earlier demo; --days=2 is how much history it makes up; --faults=0.1
            has a tenth of the store gateway's reads fail and another break off.

            """;
        String help = own + flags.help("meridian demo", SUMMARY);
        console.out().write(help.getBytes(StandardCharsets.UTF_8));
        yield ExitCode.OK.number();
      }
      case Request.Check<AllSettings>(var settings, var warnings) -> {
        warnings.forEach(this::warn);
        AllProcess.check(settings).forEach(this::warn);
        yield ExitCode.OK.number();
      }
      case Request.Run<AllSettings>(var settings, var warnings) -> {
        warnings.forEach(this::warn);
        yield run(settings);
      }
    };
  }

  private static void addUnless(List<String> arguments, String flag, String value) {
    if (arguments.stream().noneMatch(each -> each.equals(flag) || each.startsWith(flag + "="))) {
      arguments.add(flag + "=" + value);
    }
  }

  private int run(AllSettings settings) throws IOException {
    if (days < 0 || days > MOST_DAYS) {
      throw new InvalidRequestException("--days is %d; write 0 to %d".formatted(days, MOST_DAYS));
    }
    if (!(faults >= 0 && faults <= MOST_FAULTS)) {
      throw new InvalidRequestException(
          "--faults is %s; write a share of 0 to %s".formatted(faults, MOST_FAULTS));
    }
    requireFree("--http-address", settings.http().listen());
    ListenAddress write = ListenAddress.parse("address", settings.remoteWrite().address());
    requireFree("--remote-write.address", write);
    DemoFolder folder = new DemoFolder(settings.data().folder());
    folder.prepare(fresh);

    Fleet fleet = Fleet.demo();
    long now = System.currentTimeMillis();
    try (Bucket bucket = settings.openBucket(new ArrayList<>())) {
      long from = now - Duration.ofDays(days).toMillis();
      new DemoPast(fleet, folder.path().resolve("fleet"), console).fill(bucket, from, now);
    }
    URI url = URI.create("http://" + reachable(write) + "/api/v1/receive");
    DemoAgents agents =
        new DemoAgents(fleet, url, folder.path().resolve("fleet/sent"), DemoPast.end(now));
    Part greeting =
        new DemoGreeting(
            fleet,
            agents,
            settings,
            reachable(settings.http().listen()),
            url,
            DemoPast.end(now),
            console);
    Faults shares = Faults.none(FAULT_SEED).withShares(faults, faults, 0);
    return AllProcess.run(
        "demo",
        settings,
        List.of(agents, greeting),
        bucket -> faults == 0 ? bucket : new FaultyBucket(bucket, shares));
  }

  /** Whoever listens there is named before anything else is done. */
  private static void requireFree(String flag, ListenAddress address) {
    if (address.port() == 0) {
      return;
    }
    InetSocketAddress wanted =
        address.host().isEmpty()
            ? new InetSocketAddress(address.port())
            : new InetSocketAddress(address.host(), address.port());
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(wanted);
    } catch (IOException e) {
      throw new InvalidRequestException(
          "port %d is taken (%s); end what listens there, or choose another address by %s"
              .formatted(address.port(), e.getMessage(), flag),
          e);
    }
  }

  /** The address as a client on this machine says it. */
  private static String reachable(ListenAddress address) {
    boolean everywhere = address.host().isEmpty() || address.host().equals("0.0.0.0");
    String host = everywhere ? InetAddress.getLoopbackAddress().getHostAddress() : address.host();
    return new ListenAddress(host, address.port()).toString();
  }

  private void warn(Object warning) {
    console.err().println("meridian: " + warning);
  }
}
