package io.meridian.promql.script;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.MeridianException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Runs a script. An instant evaluation is executed in about a dozen ways, which must all give the
 * answer expected: as it stands; with its time written into the query and evaluated at other times;
 * and each of these as the middle step of a range.
 */
public final class ScriptRunner {
  private static final Pattern QUERY_BOUND = Pattern.compile("\\b(start|end|range|step)\\(\\)");
  private static final long MINUTE = 60_000;

  private final Answering answering;
  private final ScriptSource source = new ScriptSource();

  private ScriptRunner(Answering answering) {
    this.answering = answering;
  }

  /**
   * Runs all of a script over a storage of its own.
   *
   * @throws io.meridian.model.InvalidRequestException naming script and line if a query does not
   *     parse, be it expected to fail or not, or a load cannot be stored
   */
  public static ScriptReport run(Script script, Answering answering) {
    ScriptRunner runner = new ScriptRunner(answering);
    script.commands().forEach(command -> runner.check(script.name(), command));
    List<ScriptReport.Case> cases = new ArrayList<>();
    for (Command command : script.commands()) {
      switch (command) {
        case Command.Clear() -> runner.source.clear();
        case Command.Load load -> runner.load(script.name(), load);
        case Evaluation evaluation -> cases.add(runner.evaluate(evaluation));
      }
    }
    return new ScriptReport(script.name(), cases);
  }

  private void check(String script, Command command) {
    if (command instanceof Evaluation evaluation) {
      try {
        answering.parse(evaluation.query());
      } catch (MeridianException e) {
        throw new InvalidRequestException(
            script + ":" + evaluation.line() + ": " + e.getMessage(), e);
      }
    }
  }

  private void load(String script, Command.Load load) {
    try {
      source.load(load);
    } catch (MeridianException e) {
      throw new InvalidRequestException(script + ":" + load.line() + ": " + e.getMessage(), e);
    }
  }

  private ScriptReport.Case evaluate(Evaluation evaluation) {
    long began = System.nanoTime();
    List<String> differences = new ArrayList<>();
    int executions = 0;
    for (Execution execution : executions(evaluation)) {
      executions++;
      differences.addAll(differences(evaluation, execution));
    }
    return new ScriptReport.Case(
        evaluation,
        executions,
        List.copyOf(differences),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private List<String> differences(Evaluation evaluation, Execution execution) {
    Answer answer = answering.answer(execution.query(), execution.timing(), source);
    return found(evaluation, execution, answer).stream()
        .map(difference -> execution + ": " + difference)
        .toList();
  }

  private static List<String> found(Evaluation evaluation, Execution execution, Answer answer) {
    if (execution.compared().isEmpty()) {
      return Judge.differences(evaluation, answer);
    }
    if (evaluation.expected().ordered()) {
      return answer.value() instanceof Answer.Failure(String message)
          ? List.of("expected a range of values, got the error \"" + message + "\"")
          : List.of();
    }
    return Judge.differencesAt(evaluation, execution.compared().get(), answer);
  }

  private List<Execution> executions(Evaluation evaluation) {
    List<Execution> all = new ArrayList<>();
    if (!(evaluation.timing() instanceof Timing.Instant(long written))) {
      all.add(new Execution(evaluation.query(), evaluation.timing(), Optional.empty()));
      return all;
    }
    long time = evaluation.expected().rangeVector().map(Timing.Range::end).orElse(written);
    all.add(instant(evaluation.query(), time));
    all.addAll(pinned(evaluation.query(), time));
    if (isComparedInRanges(evaluation)) {
      for (Execution execution : List.copyOf(all)) {
        all.add(execution.inRange());
      }
    }
    return all;
  }

  private static Execution instant(String query, long time) {
    return new Execution(query, new Timing.Instant(time), Optional.empty());
  }

  private List<Execution> pinned(String query, long time) {
    Optional<String> pinned = PinnedTime.of(answering.parse(query), time);
    return pinned
        .map(text -> otherTimes(time).stream().map(other -> instant(text, other)).toList())
        .orElse(List.of());
  }

  private static Set<Long> otherTimes(long time) {
    return new LinkedHashSet<>(
        time == 0
            ? List.of(-1000L, 0L, 1000L)
            : List.of(-10 * time, 0L, time / 5, time, 10 * time));
  }

  private static boolean isComparedInRanges(Evaluation evaluation) {
    Expectations expected = evaluation.expected();
    return expected.failure().isEmpty()
        && expected.string().isEmpty()
        && expected.rangeVector().isEmpty()
        && !QUERY_BOUND.matcher(evaluation.query()).find();
  }

  /**
   * One way to execute an evaluation.
   *
   * @param compared the step of a range at which the answer is compared; empty to compare all of it
   */
  private record Execution(String query, Timing timing, Optional<Long> compared) {
    Execution inRange() {
      long time = ((Timing.Instant) timing).time();
      return new Execution(
          query, new Timing.Range(time - MINUTE, time + MINUTE, MINUTE), Optional.of(time));
    }

    @Override
    public String toString() {
      return switch (timing) {
        case Timing.Instant(long time) -> query + " at " + time + " ms";
        case Timing.Range(long start, long end, long step) ->
            query + " from " + start + " to " + end + " step " + step + " ms";
      };
    }
  }
}
