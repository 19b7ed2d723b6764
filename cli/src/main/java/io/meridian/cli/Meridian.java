package io.meridian.cli;

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
    versionProvider = Meridian.Version.class,
    subcommands = Tools.class)
public final class Meridian {

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Meridian())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> ExitCode.report(failure, command.getErr()))
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
