package io.meridian.service.flag;

import io.meridian.config.Bound;
import io.meridian.config.ConfigException;
import io.meridian.config.ConfigFile;
import io.meridian.config.ConfigProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of a service.
 *
 * <p>Its settings are a record, bound as {@code lib/config} binds files; components that have a
 * {@link Flag} can be set by it as well, the others by the file of {@code --config.file} alone. A
 * flag goes before the file, the file before the default.
 */
public final class FlagSet<T extends Record> {
  private static final String FILE = "config.file";
  private static final FlagSpec.Setting CONFIG_FILE =
      new FlagSpec.Setting(
          FILE,
          "YAML file with these settings and more.",
          List.of(),
          false,
          false,
          Optional.empty());

  private final Class<T> type;
  private final List<FlagSpec> flags = new ArrayList<>();

  /** What a command line asks for. */
  public sealed interface Request<T> {
    /** To run with these settings. */
    record Run<T>(T settings, List<ConfigProblem> warnings) implements Request<T> {}

    /** To say whether these settings are right, and end. */
    record Check<T>(T settings, List<ConfigProblem> warnings) implements Request<T> {}

    /** To explain the flags. */
    record Help<T>() implements Request<T> {}
  }

  /**
   * The flags of a record type.
   *
   * @throws IllegalArgumentException if two components have one flag
   */
  public FlagSet(Class<T> type) {
    this.type = type;
    flags.add(CONFIG_FILE);
    flags.addAll(FlagSpec.of(type));
    Set<String> names = new LinkedHashSet<>();
    for (FlagSpec each : flags) {
      if (!names.add(each.name())) {
        throw new IllegalArgumentException("two flags are called --" + each.name());
      }
    }
  }

  /**
   * Reads a command line, and the file that it names. {@code check-config} before the flags asks to
   * check them only.
   *
   * @throws ConfigException listing everything that is wrong with either
   */
  public Request<T> read(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      return new Request.Help<>();
    }
    boolean checks = !arguments.isEmpty() && arguments.getFirst().equals("check-config");
    Arguments read =
        new Arguments(flags, checks ? arguments.subList(1, arguments.size()) : arguments);
    List<ConfigProblem> problems = new ArrayList<>(read.problems());
    Bound<T> bound;
    try {
      bound = file(read).replacing(read.replacements()).bind(type);
    } catch (ConfigException e) {
      problems.addAll(e.problems());
      throw new ConfigException(problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    List<ConfigProblem> warnings = new ArrayList<>(read.warnings());
    warnings.addAll(bound.warnings());
    return checks
        ? new Request.Check<>(bound.value(), warnings)
        : new Request.Run<>(bound.value(), warnings);
  }

  private static ConfigFile file(Arguments read) {
    return read.single(FILE).map(path -> ConfigFile.read(Path.of(path))).orElse(ConfigFile.empty());
  }

  /**
   * Help on one page.
   *
   * @param command as one calls it: {@code meridian receiver}
   * @param summary a sentence on what it does
   */
  public String help(String command, String summary) {
    return HelpPage.of(command, summary, flags);
  }

  /** Every flag and key, those that only a file has among them, as tables of Markdown. */
  public String reference() {
    return ReferencePage.of(type);
  }
}
