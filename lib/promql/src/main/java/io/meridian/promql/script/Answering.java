package io.meridian.promql.script;

import io.meridian.model.SeriesSource;
import io.meridian.promql.syntax.Expression;

/** Whatever answers a script's queries. */
public interface Answering {
  /**
   * The tree of a query's text.
   *
   * @throws io.meridian.model.InvalidRequestException if it has none
   */
  Expression parse(String query);

  /** Evaluates a query over some series; an error is an answer, too. */
  Answer answer(String query, Timing timing, SeriesSource series);
}
