package io.meridian.cli.query;

import io.meridian.service.text.ByteText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An answer as a graph of characters: each series has a mark, which stands where its value is.
 * Times go to the right, values upwards; where several marks fall together the first series' is
 * shown.
 */
final class AnswerGraph {
  private static final String MARKS = "*+ox#@%&";
  private static final int LABELLED_ROWS = 4;
  private static final int LABEL_WIDTH = 11;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final int columns;
  private final int rows;
  private final List<ServerAnswer.Series> shown;
  private final int omitted;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;

  /**
   * A graph.
   *
   * @param width characters of a line
   * @param rows lines for values
   */
  AnswerGraph(ServerAnswer answer, int width, int rows) {
    this.columns = Math.max(10, width - LABEL_WIDTH - 2);
    this.rows = Math.max(4, rows);
    int size = answer.series().size();
    shown = answer.series().subList(0, Math.min(size, MARKS.length()));
    omitted = size - shown.size();
    for (ServerAnswer.Series series : shown) {
      series.points().forEach(this::include);
    }
  }

  private void include(ServerAnswer.Point point) {
    double value = point.number();
    if (Double.isFinite(value)) {
      first = Math.min(first, point.time());
      last = Math.max(last, point.time());
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }

  void print(ByteText out) {
    if (first > last) {
      out.put("nothing to draw: no series has a number\n");
      return;
    }
    char[][] canvas = draw();
    for (int row = 0; row < rows; row++) {
      boolean isLabelled = row % LABELLED_ROWS == 0 || row == rows - 1;
      out.put(isLabelled ? label(row) : " ".repeat(LABEL_WIDTH));
      out.put(isLabelled ? " ┤" : " │");
      out.put(new String(canvas[row]).stripTrailing()).put('\n');
    }
    printTimes(out);
    for (int i = 0; i < shown.size(); i++) {
      out.put(MARKS.charAt(i)).put(' ').put(shown.get(i).name()).put('\n');
    }
    if (omitted > 0) {
      out.put("… and ").put((long) omitted).put(" more series; topk or sum show fewer\n");
    }
  }

  private char[][] draw() {
    char[][] canvas = new char[rows][columns];
    for (char[] line : canvas) {
      Arrays.fill(line, ' ');
    }
    for (int i = shown.size() - 1; i >= 0; i--) {
      for (ServerAnswer.Point point : shown.get(i).points()) {
        double value = point.number();
        if (Double.isFinite(value)) {
          canvas[row(value)][column(point.time())] = MARKS.charAt(i);
        }
      }
    }
    return canvas;
  }

  private int column(long time) {
    return last == first
        ? 0
        : (int) Math.round((double) (time - first) / (last - first) * (columns - 1));
  }

  /** Halved first, so that no span of values is infinite. */
  private int row(double value) {
    double share = most == least ? 0.5 : (value / 2 - least / 2) / (most / 2 - least / 2);
    return rows - 1 - (int) Math.round(share * (rows - 1));
  }

  private String label(int row) {
    double share = (double) (rows - 1 - row) / (rows - 1);
    double value = most == least ? most : least * (1 - share) + most * share;
    String text = String.format(Locale.ROOT, "%.4g", value);
    return " ".repeat(Math.max(0, LABEL_WIDTH - text.length())) + text;
  }

  private void printTimes(ByteText out) {
    out.put(" ".repeat(LABEL_WIDTH)).put(" └").put("─".repeat(columns)).put('\n');
    String from = DAY.format(Instant.ofEpochMilli(first));
    String to = DAY.format(Instant.ofEpochMilli(last)) + " UTC";
    int gap = Math.max(1, columns - from.length() - to.length());
    out.put(" ".repeat(LABEL_WIDTH + 2)).put(from).put(" ".repeat(gap)).put(to).put('\n');
  }
}
