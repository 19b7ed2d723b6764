package io.meridian.promql.script;

import io.meridian.model.Labels;
import java.util.List;

/** A series as a line of a script has it: labels, and a point at each of its times. */
public record SeriesLine(Labels labels, List<Point> points) {
  public SeriesLine {
    points = List.copyOf(points);
  }
}
