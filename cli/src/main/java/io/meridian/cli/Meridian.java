package io.meridian.cli;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.demo.DemoCommand;
import io.meridian.cli.demo.RehearseCommand;
import io.meridian.cli.service.ServiceCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The root of every command; what a command returns or throws becomes an {@link ExitCode}. */
@Command(
    name = "meridian",
    description = "One global, long-term, multi-tenant view over every Prometheus.",
    mixinStandardHelpOptions = true,
    versionProvider = Meridian.Version.class)
public final class Meridian {

  public static void main(String[] arguments) {
    System.exit(run(Console.ofProcess(), arguments));
  }

  static int run(Console console, String... arguments) {
    return new CommandLine(new Meridian())
        .addSubcommand(ServiceCommand.receiver(console))
        .addSubcommand(ServiceCommand.querier(console))
        .addSubcommand(ServiceCommand.storeGateway(console))
        .addSubcommand(Tools.on(console))
        .addSubcommand(ServiceCommand.all(console))
        .addSubcommand(DemoCommand.on(console))
        .addSubcommand(RehearseCommand.on(console))
        .addSubcommand(new ReferenceCommand(console))
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(console.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, _, _) -> ExitCode.report(failure, console.err()))
        .execute(arguments);
  }

  /** The version of the jar, or what stands in for it where classes are run from a folder. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Meridian.class.getPackage().getImplementationVersion();
      return new String[] {
        "meridian " + Objects.requireNonNullElse(version, "development"),
        "Java " + Runtime.version()
      };
    }
  }
}
