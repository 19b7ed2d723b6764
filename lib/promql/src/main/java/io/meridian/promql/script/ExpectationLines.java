package io.meridian.promql.script;

import io.meridian.model.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the lines below an evaluation. */
final class ExpectationLines {
  private static final Pattern EXPECT =
      Pattern.compile(
          "expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(regex|msg):(.+))?");
  private static final Pattern RANGE_VECTOR =
      Pattern.compile("expect range vector\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+)");
  private static final String STRING = "expect string";
  private static final String FAIL_MESSAGE = "expected_fail_message";
  private static final String FAIL_REGEXP = "expected_fail_regexp";
  private static final Wording ANY = new Wording.Any();

  private boolean ordered;
  private Optional<Wording> failure = Optional.empty();
  private boolean noWarnings;
  private boolean noInfos;
  private final List<Wording> warnings = new ArrayList<>();
  private final List<Wording> infos = new ArrayList<>();
  private Optional<String> string = Optional.empty();
  private OptionalDouble scalar = OptionalDouble.empty();
  private Optional<Timing.Range> rangeVector = Optional.empty();
  private final List<SeriesLine> series = new ArrayList<>();

  /** Takes what the command itself says, such as {@code fail} of {@code eval_fail}. */
  void suffix(String word) {
    switch (word) {
      case "fail" -> failure = Optional.of(ANY);
      case "ordered" -> ordered = true;
      case "warn" -> warnings.add(ANY);
      case "info" -> infos.add(ANY);
      default -> throw new InvalidRequestException("there is no eval_" + word);
    }
  }

  /** Takes a line. Returns whether further ones may follow. */
  boolean add(String line) {
    String word = line.split("\\s", 2)[0];
    switch (word) {
      case "expect" -> expect(line);
      case FAIL_MESSAGE ->
          failure = Optional.of(new Wording.Exactly(line.substring(word.length()).trim()));
      case FAIL_REGEXP ->
          failure = Optional.of(Wording.Matching.of(line.substring(word.length()).trim()));
      default -> {
        return value(line);
      }
    }
    return true;
  }

  private boolean value(String line) {
    if (isNumber(line)) {
      scalar = OptionalDouble.of(NumberText.parse(line));
      return false;
    }
    series.add(SeriesReader.read(line));
    return true;
  }

  private static boolean isNumber(String line) {
    try {
      NumberText.parse(line);
      return true;
    } catch (InvalidRequestException e) {
      return false;
    }
  }

  private void expect(String line) {
    Matcher range = RANGE_VECTOR.matcher(line);
    if (range.matches()) {
      rangeVector = Optional.of(ScriptReader.range(range.group(1), range.group(2), range.group(3)));
      return;
    }
    if (line.startsWith(STRING)) {
      string = Optional.of(string(line.substring(STRING.length()).trim()));
      return;
    }
    Matcher expect = EXPECT.matcher(line);
    if (!expect.matches()) {
      throw new InvalidRequestException("not an expectation: " + line);
    }
    add(expect.group(1), wording(expect));
  }

  private static Wording wording(Matcher expect) {
    if (expect.group(2) == null) {
      return ANY;
    }
    String text = expect.group(3).trim();
    return expect.group(2).equals("msg") ? new Wording.Exactly(text) : Wording.Matching.of(text);
  }

  private static String string(String text) {
    TextCursor cursor = new TextCursor(text);
    if (!QuotedText.begins(cursor)) {
      throw cursor.unexpected("a string in quotes");
    }
    String string = QuotedText.read(cursor);
    if (!cursor.atEnd()) {
      throw cursor.unexpected("the end of the string");
    }
    return string;
  }

  private void add(String kind, Wording wording) {
    switch (kind) {
      case "ordered" -> ordered = true;
      case "fail" -> {
        if (failure.isPresent()) {
          throw new InvalidRequestException("an evaluation can fail in one way only");
        }
        failure = Optional.of(wording);
      }
      case "warn" -> warnings.add(wording);
      case "info" -> infos.add(wording);
      case "no_warn" -> noWarnings = true;
      case "no_info" -> noInfos = true;
      default -> throw new IllegalStateException(kind);
    }
  }

  Expectations toExpectations() {
    if ((noWarnings && !warnings.isEmpty()) || (noInfos && !infos.isEmpty())) {
      throw new InvalidRequestException("annotations are both expected and ruled out");
    }
    return new Expectations(
        ordered,
        failure,
        new Expectations.Notes(noWarnings, warnings),
        new Expectations.Notes(noInfos, infos),
        string,
        scalar,
        rangeVector,
        series);
  }
}
