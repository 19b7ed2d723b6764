import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Reads what a test run left in {@code target} folders: test reports and conformance counts. Fails
 * where a test was skipped for a reason that {@code skips.txt} does not list, where a count is below
 * the minimum in {@code conformance.tsv} or not listed in it, and where no test ran at all.
 */
void main(String[] arguments) throws Exception {
  Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
  var problems = new ArrayList<String>();
  conformance(root, problems);
  tests(root, problems);
  problems.forEach(problem -> IO.println("ci: " + problem));
  System.exit(problems.isEmpty() ? 0 : 1);
}

record Baseline(String name, long minimum, String requires) {
  static Baseline parse(String line) {
    String[] columns = line.split("\t");
    var known = Set.of("shared", "promtool", "vmagent", "-");
    if (columns.length != 3 || !known.containsAll(Set.of(columns[2].split(",")))) {
      throw new IllegalArgumentException(
          ".ci/conformance.tsv: expected name, minimum and what it requires: " + line);
    }
    return new Baseline(columns[0], Long.parseLong(columns[1]), columns[2]);
  }

  /** What the cases need and this machine lacks. */
  List<String> missing(Path root) {
    return Stream.of(requires.split(",")).filter(needed -> !isHere(root, needed)).toList();
  }

  private static boolean isHere(Path root, String needed) {
    return switch (needed) {
      case "shared" -> Files.isDirectory(root.resolve("../shared"));
      case "promtool", "vmagent" ->
          Stream.of(System.getenv("PATH").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, needed)));
      default -> true;
    };
  }
}

void conformance(Path root, List<String> problems) throws IOException {
  Map<String, Long> counts = new TreeMap<>();
  for (Path file : reports(root, "target/conformance/.*\\.txt")) {
    String name = file.getFileName().toString().replace(".txt", "");
    counts.merge(name, Long.valueOf(Files.readString(file).strip()), Long::sum);
  }
  IO.println("%-40s %10s %10s  %s".formatted("conformance cases", "passed", "minimum", "verdict"));
  for (String line : lines(root.resolve(".ci/conformance.tsv"))) {
    Baseline baseline = Baseline.parse(line);
    long passed = counts.getOrDefault(baseline.name(), 0L);
    counts.remove(baseline.name());
    String verdict;
    List<String> missing = baseline.missing(root);
    if (!missing.isEmpty()) {
      verdict = "not run: " + String.join(" and ", missing) + " is missing";
    } else if (passed == 0 || passed < baseline.minimum()) {
      verdict = "TOO FEW";
      problems.add(
          "conformance %s: %d cases passed, at least %d are expected"
              .formatted(baseline.name(), passed, Math.max(1, baseline.minimum())));
    } else {
      verdict = "ok";
    }
    row(baseline.name(), passed, Long.toString(baseline.minimum()), verdict);
  }
  counts.forEach(
      (name, passed) -> {
        row(name, passed, "?", "NOT LISTED");
        problems.add("conformance " + name + " is not in .ci/conformance.tsv: add it");
      });
}

void row(String name, long passed, String minimum, String verdict) {
  IO.println("%-40s %10d %10s  %s".formatted(name, passed, minimum, verdict));
}

void tests(Path root, List<String> problems) throws Exception {
  Set<String> allowed = new TreeSet<>(lines(root.resolve(".ci/skips.txt")));
  Map<String, Integer> skips = new TreeMap<>();
  int run = 0;
  int failed = 0;
  int skipped = 0;
  var flaked = new ArrayList<String>();
  for (Path file : reports(root, "target/(surefire|failsafe)-reports/TEST-.*\\.xml")) {
    var cases =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      run++;
      if (has(test, "flakyFailure") || has(test, "flakyError")) {
        flaked.add(test.getAttribute("classname") + "." + test.getAttribute("name"));
      }
      if (has(test, "failure") || has(test, "error")) {
        failed++;
      } else if (has(test, "skipped")) {
        skipped++;
        Element skip = (Element) test.getElementsByTagName("skipped").item(0);
        String reason = reason(skip);
        skips.merge(reason, 1, Integer::sum);
        if (!allowed.contains(reason)) {
          problems.add(
              "%s.%s was skipped for a reason that .ci/skips.txt does not list: %s"
                  .formatted(test.getAttribute("classname"), test.getAttribute("name"), reason));
        }
      }
    }
  }
  flaked.forEach(test -> IO.println("flaked (failed, then passed): " + test));
  skips.forEach((reason, times) -> IO.println("skipped " + times + ": " + reason));
  if (run == skipped) {
    problems.add("no test ran");
  }
  IO.println(
      "Tests run: %d, Failures: %d, Errors: 0, Skipped: %d".formatted(run, failed, skipped));
  IO.println(
      "%d passed, %d failed, %d skipped".formatted(run - failed - skipped, failed, skipped));
}

// A disabled test has its reason in an attribute, a failed assumption in its stack trace.
String reason(Element skip) {
  return skip.hasAttribute("message")
      ? skip.getAttribute("message").strip()
      : skip.getTextContent()
          .lines()
          .findFirst()
          .orElse("")
          .replaceFirst("^\\S+: (Assumption failed: )?", "")
          .strip();
}

boolean has(Element test, String child) {
  return test.getElementsByTagName(child).getLength() > 0;
}

List<Path> reports(Path root, String pattern) {
  var wanted = java.util.regex.Pattern.compile("(.*/)?" + pattern);
  try (Stream<Path> files = Files.walk(root)) {
    return files.filter(file -> wanted.matcher(root.relativize(file).toString()).matches())
        .sorted()
        .toList();
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}

List<String> lines(Path file) throws IOException {
  try (Stream<String> lines = Files.lines(file)) {
    return lines
        .map(String::stripTrailing)
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .collect(Collectors.toList());
  }
}
