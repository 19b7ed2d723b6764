package io.meridian.promql.script;

import io.meridian.model.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a script line by line. */
final class ScriptReader {
  private static final Pattern LOAD = Pattern.compile("load(?:_with_nhcb)?\\s+(.+?)");
  private static final Pattern INSTANT =
      Pattern.compile("eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+(?:at\\s+(.+?))?\\s+(.+)");
  private static final Pattern RANGE =
      Pattern.compile(
          "eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+?)\\s+(.+)");

  private final String name;
  private final String[] lines;
  private int at;

  ScriptReader(String name, String text) {
    this.name = name;
    lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].trim();
      lines[i] = line.startsWith("#") ? "" : line;
    }
  }

  Script read() {
    List<Command> commands = new ArrayList<>();
    try {
      while (at < lines.length) {
        if (lines[at].isEmpty()) {
          at++;
        } else {
          commands.add(command());
        }
      }
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(name + ":" + (at + 1) + ": " + e.getMessage(), e);
    }
    return new Script(name, commands);
  }

  private Command command() {
    String line = lines[at];
    String word = line.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    if (word.equals("clear")) {
      at++;
      return new Command.Clear();
    }
    if (word.equals("load") || word.equals("load_with_nhcb")) {
      return load(line, word.equals("load_with_nhcb"));
    }
    if (word.equals("eval") || word.startsWith("eval_")) {
      return evaluation(line);
    }
    throw new InvalidRequestException(
        "expected clear, load, load_with_nhcb or eval, found \"" + word + "\"");
  }

  private Command load(String line, boolean withCustomBuckets) {
    Matcher load = LOAD.matcher(line);
    if (!load.matches()) {
      throw new InvalidRequestException("a load is \"load\" and the time between two points");
    }
    long interval = DurationText.parse(load.group(1));
    int first = ++at;
    List<Command.Loaded> series = new ArrayList<>();
    while (at < lines.length && !lines[at].isEmpty()) {
      series.add(loaded());
      at++;
    }
    return new Command.Load(first, interval, withCustomBuckets, series);
  }

  private Command.Loaded loaded() {
    List<StartTime> starts = List.of();
    if (!StartTimesReader.isAt(lines[at])) {
      return new Command.Loaded(SeriesReader.read(lines[at]), starts);
    }
    String metric = StartTimesReader.metricOf(lines[at]);
    starts = StartTimesReader.read(lines[at]);
    if (at + 1 == lines.length || lines[at + 1].isEmpty()) {
      throw new InvalidRequestException("start timestamps must stand before their series");
    }
    at++;
    SeriesLine line = SeriesReader.read(lines[at]);
    if (!line.labels().equals(MetricText.read(new TextCursor(metric)))
        || line.points().size() != starts.size()) {
      throw new InvalidRequestException(
          "the start timestamps before must be those of this series, one for each point: "
              + starts.size()
              + " for "
              + metric);
    }
    return new Command.Loaded(line, starts);
  }

  private Evaluation evaluation(String line) {
    ExpectationLines expected = new ExpectationLines();
    Matcher instant = INSTANT.matcher(line);
    Matcher range = RANGE.matcher(line);
    Timing timing;
    Matcher found;
    if (instant.matches()) {
      found = instant;
      timing = new Timing.Instant(at(instant));
    } else if (range.matches()) {
      found = range;
      timing = range(range.group(2), range.group(3), range.group(4));
    } else {
      throw new InvalidRequestException(
          "an evaluation is \"eval instant at TIME QUERY\" or"
              + " \"eval range from TIME to TIME step DURATION QUERY\"");
    }
    Optional.ofNullable(found.group(1)).ifPresent(expected::suffix);
    String query = found.group(found.groupCount());
    int number = at + 1;
    expectations(expected);
    int behind = at;
    at = number - 1;
    Expectations all = expected.toExpectations();
    at = behind;
    return new Evaluation(number, timing, query, all);
  }

  private static long at(Matcher instant) {
    if (instant.group(2) == null) {
      throw new InvalidRequestException("an instant evaluation needs \"at TIME\"");
    }
    return DurationText.parse(instant.group(2));
  }

  /** Leaves the reader behind the evaluation's last line. */
  private void expectations(ExpectationLines expected) {
    at++;
    while (at < lines.length && !lines[at].isEmpty()) {
      boolean more = expected.add(lines[at]);
      at++;
      if (!more) {
        return;
      }
    }
  }

  static Timing.Range range(String from, String to, String step) {
    Timing.Range range =
        new Timing.Range(
            DurationText.parse(from), DurationText.parse(to), DurationText.parse(step));
    if (range.end() < range.start() || range.step() <= 0) {
      throw new InvalidRequestException(
          "a range must not end before it starts, and its step must not be 0");
    }
    return range;
  }
}
