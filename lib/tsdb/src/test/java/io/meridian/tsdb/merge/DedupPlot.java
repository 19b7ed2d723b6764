package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.merge.ReplicaDedup.Algorithm;
import java.util.Locale;
import java.util.Map;

/** Draws what comes of a {@link DedupCase}: a row each for a, b, our way and Thanos' as SVG. */
final class DedupPlot {
  private static final int WIDTH = 960;
  private static final int LEFT = 110;
  private static final int ROW = 34;
  private static final int CURVE = 190;
  private static final String A = "#1f77b4";
  private static final String B = "#e07b00";

  private final DedupCase drawn;
  private final Map<Long, Double> ofA;
  private final StringBuilder svg = new StringBuilder();
  private int y;

  private DedupPlot(DedupCase drawn) {
    this.drawn = drawn;
    ofA = Columns.toMap(drawn.a());
  }

  static String draw(DedupCase drawn) {
    return new DedupPlot(drawn).draw();
  }

  private String draw() {
    int rows = drawn.counter() ? 2 * CURVE + 2 * ROW : 4 * ROW;
    int height = 50 + rows + 30;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            .formatted(WIDTH, height));
    line(" font-family=\"sans-serif\" font-size=\"12\">");
    line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>".formatted(WIDTH, height));
    line("<text x=\"12\" y=\"22\" font-size=\"14\">%s</text>".formatted(drawn.title()));
    y = 50;
    row("a", drawn.a());
    row("b", drawn.b());
    SampleBuffer ours = merged(Algorithm.COVERAGE);
    SampleBuffer theirs = merged(Algorithm.PENALTY);
    if (drawn.counter()) {
      curve("coverage", ours);
      curve("penalty", theirs);
    } else {
      row("coverage", ours);
      row("penalty", theirs);
    }
    axis();
    line("</svg>");
    return svg.toString();
  }

  private SampleBuffer merged(Algorithm algorithm) {
    SampleBuffer into = new SampleBuffer();
    SamplePieces pieces = Columns.pieces(drawn.a(), drawn.b());
    new ReplicaDedup(algorithm).merge(pieces, drawn.counter(), into);
    return into;
  }

  private void row(String name, SampleBuffer samples) {
    name(name, samples);
    for (int i = 0; i < samples.size(); i++) {
      dot(samples.time(i), y, name.equals("b"));
    }
    y += ROW;
  }

  /** The values, connected where they follow each other. */
  private void curve(String name, SampleBuffer samples) {
    name(name, samples);
    double most = 0;
    for (int i = 0; i < samples.size(); i++) {
      most = Math.max(most, samples.value(i));
    }
    int floor = y + CURVE - 20;
    for (int i = 0; i < samples.size(); i++) {
      double at = floor - samples.value(i) / Math.max(most, 4200) * (CURVE - 30);
      dot(samples.time(i), at, false);
    }
    y += CURVE;
  }

  private void name(String name, SampleBuffer samples) {
    line("<text x=\"12\" y=\"%d\">%s</text>".formatted(y, name));
    line(
        "<text x=\"12\" y=\"%d\" font-size=\"9\" fill=\"#666\">%s</text>"
            .formatted(y + 12, samples.size() + " samples"));
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 1; i < samples.size(); i++) {
      long apart = samples.time(i) - samples.time(i - 1);
      least = Math.min(least, apart);
      most = Math.max(most, apart);
    }
    line(
        "<text x=\"%d\" y=\"%d\" font-size=\"9\" fill=\"#666\">%s</text>"
            .formatted(LEFT, y + 14, seconds(least) + " to " + seconds(most) + " apart"));
  }

  private static String seconds(long millis) {
    return number(millis / 1e3) + " s";
  }

  private void dot(long time, double at, boolean isB) {
    boolean ofB = isB || !ofA.containsKey(time);
    line(
        "<circle cx=\"%s\" cy=\"%s\" r=\"2.6\" fill=\"%s\"/>"
            .formatted(number(x(time)), number(at), ofB ? B : A));
  }

  private double x(long time) {
    return LEFT + (double) time / drawn.end() * (WIDTH - LEFT - 20);
  }

  private void axis() {
    boolean minutes = drawn.end() > 300_000;
    long step = minutes ? 120_000 : 10_000;
    for (long time = 0; time <= drawn.end(); time += step) {
      String label = minutes ? time / 60_000 + " min" : time / 1000 + " s";
      line(
          "<text x=\"%s\" y=\"%d\" font-size=\"9\" fill=\"#666\">%s</text>"
              .formatted(number(x(time) - 8), y + 8, label));
    }
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  private void line(String text) {
    svg.append(text).append('\n');
  }
}
