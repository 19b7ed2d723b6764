package io.meridian.cli.service;

import io.meridian.cli.all.AllProcess;
import io.meridian.cli.all.AllSettings;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.config.ConfigProblem;
import io.meridian.querier.QuerierProcess;
import io.meridian.querier.QuerierSettings;
import io.meridian.receiver.ReceiverProcess;
import io.meridian.receiver.ReceiverSettings;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import io.meridian.storegateway.StoreGatewayProcess;
import io.meridian.storegateway.StoreGatewaySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Unmatched;

/** Runs a service. Its flags are those of its record of settings. */
@Command
public final class ServiceCommand<T extends Record> implements Callable<Integer> {
  /** What follows a service's summary where its flags are not at hand. */
  public static final String HINT = " --help lists its flags.";

  private final Console console;
  private final Service<T> service;
  @Unmatched private final List<String> arguments = new ArrayList<>();

  /**
   * A service as a command.
   *
   * @param alias what Thanos calls it, where it is there
   * @param check reads what settings name, and gives warnings
   * @param run runs until SIGTERM; gives the exit code
   */
  private record Service<T extends Record>(
      String name,
      Optional<String> alias,
      String summary,
      Class<T> settings,
      Function<T, List<ConfigProblem>> check,
      ToIntFunction<T> run) {}

  private ServiceCommand(Console console, Service<T> service) {
    this.console = console;
    this.service = service;
  }

  /** {@code meridian receiver}, printing on a console. */
  public static CommandLine receiver(Console console) {
    return of(
        console,
        new Service<>(
            "receiver",
            Optional.of("receive"),
            "Takes remote write in, keeps it, and ships blocks of it.",
            ReceiverSettings.class,
            ReceiverProcess::check,
            ReceiverProcess::run));
  }

  /** {@code meridian querier}, printing on a console. */
  public static CommandLine querier(Console console) {
    return of(
        console,
        new Service<>(
            "querier",
            Optional.of("query"),
            "Answers PromQL over every store of the fleet.",
            QuerierSettings.class,
            QuerierProcess::check,
            QuerierProcess::run));
  }

  /** {@code meridian store-gateway}, printing on a console. */
  public static CommandLine storeGateway(Console console) {
    return of(
        console,
        new Service<>(
            "store-gateway",
            Optional.of("store"),
            "Serves the blocks of a bucket to queriers.",
            StoreGatewaySettings.class,
            StoreGatewayProcess::check,
            StoreGatewayProcess::run));
  }

  /** {@code meridian all}, likewise. */
  public static CommandLine all(Console console) {
    return of(
        console,
        new Service<>(
            "all",
            Optional.empty(),
            "Runs every service in one process, over a bucket in a folder.",
            AllSettings.class,
            AllProcess::check,
            AllProcess::run));
  }

  private static <T extends Record> CommandLine of(Console console, Service<T> service) {
    ServiceCommand<T> command = new ServiceCommand<>(console, service);
    CommandLine line = new CommandLine(command);
    CommandSpec spec =
        line.getCommandSpec()
            .name(service.name())
            .aliases(service.alias().stream().toArray(String[]::new));
    spec.usageMessage().description(service.summary() + HINT);
    return line;
  }

  @Override
  public Integer call() throws IOException {
    FlagSet<T> flags = new FlagSet<>(service.settings());
    return switch (flags.read(arguments)) {
      case Request.Help<T> _ -> {
        String help = flags.help("meridian " + service.name(), service.summary());
        console.out().write(help.getBytes(StandardCharsets.UTF_8));
        yield ExitCode.OK.number();
      }
      case Request.Check<T>(var settings, var warnings) -> {
        warnings.forEach(this::warn);
        service.check().apply(settings).forEach(this::warn);
        yield ExitCode.OK.number();
      }
      case Request.Run<T>(var settings, var warnings) -> {
        warnings.forEach(this::warn);
        yield service.run().applyAsInt(settings);
      }
    };
  }

  /** Its flags and keys, as tables of Markdown. */
  public String reference() {
    return new FlagSet<>(service.settings()).reference();
  }

  private void warn(Object warning) {
    console.err().println("meridian: " + warning);
  }
}
