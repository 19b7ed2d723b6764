package io.meridian.cli.service;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.receiver.ReceiverProcess;
import io.meridian.receiver.ReceiverSettings;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs a receiver. Its flags are those of {@link ReceiverSettings}. */
@Command(
    name = "receiver",
    aliases = "receive",
    description = ReceiverCommand.SUMMARY + " --help lists its flags.")
public final class ReceiverCommand implements Callable<Integer> {
  static final String SUMMARY = "Takes remote write in, keeps it, and ships blocks of it.";

  private final Console console;
  @Unmatched private final List<String> arguments = new ArrayList<>();

  private ReceiverCommand(Console console) {
    this.console = console;
  }

  /** The command, printing on a console. */
  public static CommandLine on(Console console) {
    return new CommandLine(new ReceiverCommand(console));
  }

  @Override
  public Integer call() throws IOException {
    FlagSet<ReceiverSettings> flags = new FlagSet<>(ReceiverSettings.class);
    return switch (flags.read(arguments)) {
      case Request.Help<ReceiverSettings> _ -> {
        String help = flags.help("meridian receiver", SUMMARY);
        console.out().write(help.getBytes(StandardCharsets.UTF_8));
        yield ExitCode.OK.number();
      }
      case Request.Check<ReceiverSettings>(var settings, var warnings) -> {
        warnings.forEach(this::warn);
        ReceiverProcess.check(settings).forEach(this::warn);
        yield ExitCode.OK.number();
      }
      case Request.Run<ReceiverSettings>(var settings, var warnings) -> {
        warnings.forEach(this::warn);
        yield ReceiverProcess.run(settings);
      }
    };
  }

  private void warn(Object warning) {
    console.err().println("meridian: " + warning);
  }
}
