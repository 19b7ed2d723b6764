package io.meridian.service.api;

import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.Annotation;
import io.meridian.promql.syntax.QueryText;
import java.util.ArrayList;
import java.util.List;

/** The remarks on a query's answer in Prometheus' words. */
public final class Remarks {
  /** How many remarks of a level Prometheus gives. */
  private static final int MOST = 10;

  private Remarks() {}

  /** The remarks of a level; at most {@value #MOST}, and how many more there are. */
  public static List<String> texts(String query, QueryResult result, Annotation.Level level) {
    QueryText text = QueryText.of(query);
    List<String> all =
        result.annotations().stream()
            .filter(annotation -> annotation.level() == level)
            .map(annotation ->
                "%s: %s (%s)"
                    .formatted(
                        level.prefix(), annotation.text(), text.place(annotation.position())))
            .toList();
    if (all.size() <= MOST) {
      return all;
    }
    List<String> cut = new ArrayList<>(all.subList(0, MOST));
    cut.add(omitted(all.size() - MOST, level));
    return cut;
  }

  private static String omitted(int remarks, Annotation.Level level) {
    String kind =
        switch (level) {
          case WARNING -> "warning";
          case INFO -> "info";
        };
    return remarks + " more " + kind + " annotations omitted";
  }
}
