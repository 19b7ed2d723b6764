package io.meridian.promql.script;

import java.util.List;

/**
 * A script of PromQL cases: what is loaded and evaluated, in order.
 *
 * <pre>
 *   file   := { clear | load | eval | blank }
 *   load   := ("load" | "load_with_nhcb") duration newline { [start times newline] series newline }
 *   eval   := "eval instant at" duration query newline { expectation newline }
 *           | "eval range from" duration "to" duration "step" duration query newline { … }
 *   series := metric { blank item }
 * </pre>
 *
 * Lines are trimmed; one that begins with # is blank; a blank line ends a load or an evaluation.
 *
 * @param name what errors and reports call it
 */
public record Script(String name, List<Command> commands) {
  public Script {
    commands = List.copyOf(commands);
  }

  /**
   * Reads a script.
   *
   * @throws io.meridian.model.InvalidRequestException naming script and line if the text is none
   */
  public static Script parse(String name, String text) {
    return new ScriptReader(name, text).read();
  }

  /** The evaluations, in order. */
  public List<Evaluation> evaluations() {
    return commands.stream()
        .filter(Evaluation.class::isInstance)
        .map(Evaluation.class::cast)
        .toList();
  }
}
