package io.meridian.promql.script;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a line of start timestamps: a metric without a blank, {@code @st}, then for each sample of
 * the next line how far its start lies from it: {@code _} for none, a duration with a sign, {@code
 * -1m-1sx3} for steps.
 */
final class StartTimesReader {
  /** The mark behind the metric. */
  static final String MARK = "@st";

  private final TextCursor cursor;
  private final List<StartTime> starts = new ArrayList<>();

  private StartTimesReader(TextCursor cursor) {
    this.cursor = cursor;
  }

  /** Whether a line has start timestamps. */
  static boolean isAt(String line) {
    return metric(line).endsWith(MARK);
  }

  /** The metric of a line of start timestamps, as written. */
  static String metricOf(String line) {
    String metric = metric(line);
    return metric.substring(0, metric.length() - MARK.length());
  }

  private static String metric(String line) {
    int end = 0;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    return line.substring(0, end);
  }

  static List<StartTime> read(String line) {
    String metric = metric(line);
    StartTimesReader reader = new StartTimesReader(new TextCursor(line));
    reader.cursor.position(metric.length());
    reader.all();
    return List.copyOf(reader.starts);
  }

  private void all() {
    while (!cursor.atEnd()) {
      if (!cursor.skipBlanks()) {
        throw cursor.unexpected("a blank");
      }
      if (!cursor.atEnd()) {
        item();
      }
    }
  }

  private void item() {
    if (cursor.accept("_")) {
      int times = NumberText.readTimes(cursor);
      for (int i = 0; i < (times < 0 ? 1 : times); i++) {
        starts.add(StartTime.NONE);
      }
      return;
    }
    long start = signed();
    boolean stepped = cursor.peek() == '+' || cursor.peek() == '-';
    long step = stepped ? signed() : 0;
    int times = NumberText.readTimes(cursor);
    if (stepped && times < 0) {
      throw cursor.unexpected("x and how often the step is made");
    }
    for (int i = 0; i <= Math.max(0, times); i++) {
      starts.add(new StartTime(true, start + i * step));
    }
  }

  private long signed() {
    boolean negative = cursor.accept("-");
    if (!negative) {
      cursor.accept("+");
    }
    long duration = DurationText.read(cursor);
    return negative ? -duration : duration;
  }
}
