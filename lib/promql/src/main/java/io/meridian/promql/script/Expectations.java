package io.meridian.promql.script;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a query must answer.
 *
 * @param ordered whether an instant vector must come in the order of the series here
 * @param failure what the error must say; empty if the query must succeed
 * @param warnings what the warnings must say
 * @param infos what the infos must say
 * @param string the string that must be the answer, if it is to be one
 * @param scalar the scalar that must be the answer, if it is to be one
 * @param rangeVector the times of the points of each series, if an instant query must answer with a
 *     range vector
 * @param series the series that must be the answer; of an instant vector with one point each
 */
public record Expectations(
    boolean ordered,
    Optional<Wording> failure,
    Notes warnings,
    Notes infos,
    Optional<String> string,
    OptionalDouble scalar,
    Optional<Timing.Range> rangeVector,
    List<SeriesLine> series) {
  public Expectations {
    series = List.copyOf(series);
  }

  /**
   * What annotations of one kind must say. Each of some wordings must fit at least one of them, and
   * each of them must be fitted.
   *
   * @param none whether there must be none
   */
  public record Notes(boolean none, List<Wording> wordings) {
    public Notes {
      wordings = List.copyOf(wordings);
    }
  }
}
