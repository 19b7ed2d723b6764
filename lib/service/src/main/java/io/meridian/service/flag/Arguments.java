package io.meridian.service.flag;

import io.meridian.config.ConfigProblem;
import io.meridian.config.NearestName;
import io.meridian.config.Replacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads arguments one after the other: {@code --flag=value}, {@code --flag value}, {@code --flag}
 * and {@code --no-flag} for booleans.
 */
final class Arguments {
  private final Map<String, FlagSpec> known = new LinkedHashMap<>();
  private final Map<String, List<String>> given = new LinkedHashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();

  Arguments(List<FlagSpec> flags, List<String> arguments) {
    flags.forEach(flag -> known.put(flag.name(), flag));
    int at = 0;
    while (at < arguments.size()) {
      at += take(arguments.get(at), at + 1 < arguments.size() ? arguments.get(at + 1) : "--");
    }
  }

  /** Takes an argument, with the next one if that is its value; how many were taken. */
  private int take(String argument, String next) {
    if (!argument.startsWith("--") || argument.length() == 2) {
      problem(argument, "is no flag", "flags begin with two dashes");
      return 1;
    }
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
    FlagSpec flag = known.get(name);
    if (flag == null) {
      takeNegation(argument, name, equals >= 0);
      return 1;
    }
    if (equals >= 0) {
      put(flag, argument.substring(equals + 1));
      return 1;
    }
    if (flag.isBoolean()) {
      put(flag, "true");
      return 1;
    }
    if (next.startsWith("--")) {
      problem("--" + name, "has no value", "write --" + name + "=<value>");
      return 1;
    }
    put(flag, next);
    return 2;
  }

  private void takeNegation(String argument, String name, boolean hasValue) {
    FlagSpec negated = name.startsWith("no-") ? known.get(name.substring(3)) : null;
    if (negated != null && negated.isBoolean() && !hasValue) {
      put(negated, "false");
      return;
    }
    if (negated != null && !negated.isBoolean()) {
      problem(
          "--" + name, "has a value, not true or false", "write --" + negated.name() + "=<value>");
      return;
    }
    Optional<String> near = NearestName.of(name, known.keySet());
    int end = argument.indexOf('=');
    problem(
        end < 0 ? argument : argument.substring(0, end),
        "unknown flag",
        near.map(found -> "did you mean --" + found + "?").orElse("--help lists all flags"));
  }

  private void put(FlagSpec flag, String value) {
    switch (flag) {
      case FlagSpec.Setting setting -> {
        List<String> values = given.computeIfAbsent(flag.name(), _ -> new ArrayList<>());
        values.add(value);
        if (values.size() == 2 && !setting.isList()) {
          problem("--" + flag.name(), "is given more than once", "leave one of them");
        }
      }
      case FlagSpec.Ignored ignored -> {
        if (!value.isEmpty() && !value.equals(ignored.unless())) {
          warnings.add(
              new ConfigProblem(
                  "--" + flag.name(),
                  0,
                  0,
                  "",
                  "has no effect: " + ignored.instead(),
                  "remove it"));
        }
      }
      case FlagSpec.Refused refused -> {
        if (!value.isEmpty() && !value.equals(refused.unless())) {
          problem("--" + flag.name(), "is refused: " + refused.because(), refused.remedy());
        }
      }
    }
  }

  private void problem(String argument, String finding, String remedy) {
    problems.add(new ConfigProblem(argument, 0, 0, "", finding, remedy));
  }

  /** The value of a flag that is not bound to a component. */
  Optional<String> single(String name) {
    return Optional.ofNullable(given.get(name)).map(List::getFirst);
  }

  /** What the flags put in place of the file's values. */
  List<Replacement> replacements() {
    List<Replacement> replacements = new ArrayList<>();
    Map<String, List<String>> values = new HashMap<>(given);
    for (FlagSpec flag : known.values()) {
      List<String> texts = values.get(flag.name());
      if (flag instanceof FlagSpec.Setting setting && texts != null && !setting.path().isEmpty()) {
        replacements.add(
            new Replacement(
                "--" + flag.name(),
                setting.path(),
                setting.isList() ? texts : texts.subList(0, 1),
                setting.isList()));
      }
    }
    return replacements;
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  List<ConfigProblem> warnings() {
    return warnings;
  }
}
