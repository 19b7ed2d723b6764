package io.meridian.storeapi.serve;

import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkFormat;
import java.util.List;

/**
 * What is asked of one store.
 *
 * @param matchers without those of external labels; none matches every series
 * @param range the instants of interest; chunks may reach beyond
 * @param maxResolution the coarsest resolution that will do, milliseconds; 0 for raw data only
 * @param labelsOnly whether no chunk will be asked for
 * @param format which encodings chunks that must be made anew should have
 * @param context the query's deadline, cancellation and budgets
 */
public record ChunkRequest(
    List<Matcher> matchers,
    TimeRange range,
    long maxResolution,
    boolean labelsOnly,
    ChunkFormat format,
    QueryContext context) {
  public ChunkRequest {
    matchers = List.copyOf(matchers);
  }
}
