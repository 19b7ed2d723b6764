package io.meridian.storeapi.serve;

import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import java.util.List;

/**
 * What is asked of one store about labels.
 *
 * @param matchers without those of external labels; none matches every series
 * @param range the instants of interest
 * @param limit at most so many names or values, 0 for no limit
 * @param hints which blocks are to be read, where there are any
 * @param use the blocks that are read are noted there
 * @param context the query's deadline and cancellation
 */
public record LabelRequest(
    List<Matcher> matchers,
    TimeRange range,
    int limit,
    BlockHints hints,
    CallUse use,
    QueryContext context) {
  public LabelRequest {
    matchers = List.copyOf(matchers);
  }
}
