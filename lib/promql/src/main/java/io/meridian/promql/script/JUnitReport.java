package io.meridian.promql.script;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Reports in the XML that build servers read: a suite a script, a case an evaluation. */
public final class JUnitReport {
  private final StringBuilder xml = new StringBuilder();

  private JUnitReport() {}

  public static String of(List<ScriptReport> reports) {
    JUnitReport report = new JUnitReport();
    report.xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    reports.forEach(report::suite);
    return report.xml.append("</testsuites>\n").toString();
  }

  private void suite(ScriptReport report) {
    xml.append("  <testsuite");
    attribute("name", report.script());
    attribute("tests", String.valueOf(report.cases().size()));
    attribute("failures", String.valueOf(report.failed()));
    xml.append(">\n");
    report.cases().forEach(run -> testCase(report.script(), run));
    xml.append("  </testsuite>\n");
  }

  private void testCase(String script, ScriptReport.Case run) {
    xml.append("    <testcase");
    attribute("classname", script);
    attribute("name", "line " + run.evaluation().line() + ": " + run.evaluation().query());
    attribute("time", seconds(run.took()));
    if (run.passed()) {
      xml.append("/>\n");
      return;
    }
    xml.append(">\n      <failure");
    attribute("message", run.differences().getFirst());
    xml.append('>');
    escape(String.join("\n", run.differences()));
    xml.append("</failure>\n    </testcase>\n");
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.6f", took.toNanos() / 1e9);
  }

  private void attribute(String name, String value) {
    xml.append(' ').append(name).append("=\"");
    escape(value);
    xml.append('"');
  }

  /** Characters that XML cannot hold at all become replacement characters. */
  private void escape(String text) {
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '<' -> xml.append("&lt;");
            case '>' -> xml.append("&gt;");
            case '&' -> xml.append("&amp;");
            case '"' -> xml.append("&quot;");
            case '\n', '\r', '\t' -> xml.append("&#").append(c).append(';');
            default -> xml.appendCodePoint(isXml(c) ? c : 0xfffd);
          }
        });
  }

  private static boolean isXml(int c) {
    return c >= 0x20 && (c < 0xd800 || c > 0xdfff) && c != 0xfffe && c != 0xffff;
  }
}
