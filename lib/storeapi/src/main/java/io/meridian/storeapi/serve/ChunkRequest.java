package io.meridian.storeapi.serve;

import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is asked of one store.
 *
 * @param matchers without those of external labels; none matches every series
 * @param range the instants of interest; chunks may reach beyond
 * @param maxResolution the coarsest resolution that will do, milliseconds; 0 for raw data only
 * @param labelsOnly whether no chunk will be asked for
 * @param format which encodings chunks that must be made anew should have
 * @param context the query's deadline, cancellation and budgets
 * @param hints which blocks are to be read, where there are any
 * @param use what the call reads of blocks is counted there
 * @param missing told of parts that fail, so that the store gives the others; throws where the
 *     answer cannot go on
 */
public record ChunkRequest(
    List<Matcher> matchers,
    TimeRange range,
    long maxResolution,
    boolean labelsOnly,
    ChunkFormat format,
    QueryContext context,
    BlockHints hints,
    CallUse use,
    Consumer<RuntimeException> missing) {
  public ChunkRequest {
    matchers = List.copyOf(matchers);
  }

  /** The same in another range. */
  ChunkRequest within(TimeRange other) {
    return new ChunkRequest(
        matchers, other, maxResolution, labelsOnly, format, context, hints, use, missing);
  }
}
