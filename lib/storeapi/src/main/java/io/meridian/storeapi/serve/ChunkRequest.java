package io.meridian.storeapi.serve;

import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleWindows;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is asked of one store.
 *
 * @param matchers without those of external labels; none matches every series
 * @param range the instants of interest; chunks may reach beyond
 * @param windows the instants that matter: chunks without any may be left out
 * @param covered where chunks will hardly be asked for: not to be fetched before they are
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
    SampleWindows windows,
    List<TimeRange> covered,
    long maxResolution,
    boolean labelsOnly,
    ChunkFormat format,
    QueryContext context,
    BlockHints hints,
    CallUse use,
    Consumer<RuntimeException> missing) {
  public ChunkRequest {
    matchers = List.copyOf(matchers);
    covered = List.copyOf(covered);
  }

  /** The same in another range. */
  ChunkRequest within(TimeRange other) {
    return with(other, windows, covered);
  }

  /**
   * The same for every instant of the range, where chunks of some times will hardly be asked for:
   * what is not there between two windows would look as if a replica had missed it.
   */
  ChunkRequest ofReplica(List<TimeRange> times) {
    return with(range, SampleWindows.of(range), times);
  }

  /** Whether chunks of a span will hardly be asked for. */
  boolean isCovered(long from, long to) {
    long min = Math.max(from, range.min());
    long max = Math.min(to, range.max());
    return covered.stream().anyMatch(times -> times.min() <= min && max <= times.max());
  }

  private ChunkRequest with(TimeRange other, SampleWindows instants, List<TimeRange> times) {
    return new ChunkRequest(
        matchers,
        other,
        instants,
        times,
        maxResolution,
        labelsOnly,
        format,
        context,
        hints,
        use,
        missing);
  }
}
