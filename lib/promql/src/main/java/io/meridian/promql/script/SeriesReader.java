package io.meridian.promql.script;

import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramSum;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a line that has a series: a metric, then its points. A point that is written once can stand
 * for several: {@code _x3} is three gaps, {@code 1x3} four ones, {@code 1+2x3} is 1 3 5 7; so with
 * histograms.
 */
final class SeriesReader {
  private final TextCursor cursor;
  private final List<Point> points = new ArrayList<>();

  private SeriesReader(TextCursor cursor) {
    this.cursor = cursor;
  }

  static SeriesLine read(String line) {
    TextCursor cursor = new TextCursor(line);
    Labels labels = MetricText.read(cursor);
    SeriesReader reader = new SeriesReader(cursor);
    reader.points();
    return new SeriesLine(labels, reader.points);
  }

  private void points() {
    while (!cursor.atEnd()) {
      if (!cursor.skipBlanks()) {
        throw cursor.unexpected("a blank");
      }
      if (!cursor.atEnd()) {
        point();
      }
    }
  }

  private void point() {
    if (cursor.accept("_")) {
      int times = NumberText.readTimes(cursor);
      repeat(Point.GAP, times < 0 ? 1 : times);
    } else if (cursor.startsWith("{{")) {
      histograms();
    } else {
      numbers();
    }
  }

  private void repeat(Point point, int times) {
    for (int i = 0; i < times; i++) {
      points.add(point);
    }
  }

  private void numbers() {
    double value = NumberText.readValue(cursor);
    boolean stepped = cursor.peek() == '+' || cursor.peek() == '-';
    double step = stepped ? NumberText.readSigned(cursor) : 0;
    int times = NumberText.readTimes(cursor);
    if (stepped && times < 0) {
      throw cursor.unexpected("x and how often the step is made");
    }
    points.add(new Point.Value(value));
    for (int i = 0; i < times; i++) {
      value = stepped ? value + step : value;
      points.add(new Point.Value(value));
    }
  }

  private void histograms() {
    Point.Buckets first = HistogramReader.read(cursor);
    boolean subtract = cursor.peek() == '-';
    if (!subtract && cursor.peek() != '+') {
      repeat(first, Math.max(0, NumberText.readTimes(cursor)) + 1);
      return;
    }
    cursor.next();
    Point.Buckets step = HistogramReader.read(cursor);
    int times = NumberText.readTimes(cursor);
    if (times < 0) {
      throw cursor.unexpected("x and how often the step is made");
    }
    FloatHistogram histogram = first.histogram();
    points.add(new Point.Buckets(histogram, step.hintWritten()));
    for (int i = 0; i < times; i++) {
      histogram = stepped(histogram, step.histogram(), subtract);
      points.add(new Point.Buckets(histogram, step.hintWritten()));
    }
  }

  private static FloatHistogram stepped(
      FloatHistogram histogram, FloatHistogram step, boolean subtract) {
    HistogramSum sum = new HistogramSum().set(histogram);
    if (!sum.accepts(step.layout()) || histogram.layout().schema() > step.layout().schema()) {
      throw new InvalidRequestException(
          "a histogram of schema "
              + step.layout().schema()
              + " cannot be the step of one of schema "
              + histogram.layout().schema());
    }
    return (subtract ? sum.subtract(step) : sum.add(step)).toHistogram();
  }
}
