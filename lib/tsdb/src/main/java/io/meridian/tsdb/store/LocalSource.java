package io.meridian.tsdb.store;

import io.meridian.model.LabelAnswer;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.MetricMetadata;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCounts;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.head.Head;
import io.meridian.tsdb.head.HeadStats;
import io.meridian.tsdb.head.SeriesExemplars;
import io.meridian.tsdb.head.SeriesProjection;
import io.meridian.tsdb.merge.MergedSeries;
import io.meridian.tsdb.merge.PieceMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A tenant's head and blocks as one source: of samples for queries, of encoded chunks for others.
 *
 * <p>A range that is being cut is in the block before the head forgets it. So the head is looked at
 * first: what has left it by then is in a block. What is in both is given once.
 */
public final class LocalSource implements SeriesSource {
  private final Tenant tenant;

  LocalSource(Tenant tenant) {
    this.tenant = tenant;
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    SeriesCursor head = tenant.head().select(matchers, hints, context);
    List<LocalBlock> blocks = hold(hints.range(), head::close);
    if (blocks.isEmpty()) {
      return head;
    }
    List<SeriesCursor> cursors = new ArrayList<>();
    try {
      for (LocalBlock block : blocks) {
        cursors.add(block.reader().select(matchers, hints, context));
      }
      cursors.add(head); // behind the blocks, whose samples count where both have one
      return new JoinedSeries(cursors, hints.limit(), () -> blocks.forEach(LocalBlock::letGo));
    } catch (RuntimeException e) {
      head.close();
      cursors.forEach(SeriesCursor::close);
      blocks.forEach(LocalBlock::letGo);
      throw e;
    }
  }

  /**
   * The series that match and have chunks in a range of time, with these chunks. Of a series no two
   * chunks overlap; they may reach beyond the range. Those that lie ready come as they are, in any
   * encoding from 1 to 6.
   *
   * @param format of chunks that are made of overlapping ones
   * @param context the query's deadline, cancellation and budgets
   */
  public ChunkSeriesCursor chunkSeries(
      List<Matcher> matchers, TimeRange range, ChunkFormat format, QueryContext context) {
    return chunkSeries(matchers, range, format, false, context);
  }

  /**
   * The same where chunks may not be wanted.
   *
   * @param labelsOnly whether the walk is for labels; chunks are found when they are asked for
   */
  public ChunkSeriesCursor chunkSeries(
      List<Matcher> matchers,
      TimeRange range,
      ChunkFormat format,
      boolean labelsOnly,
      QueryContext context) {
    ChunkSeriesCursor head = tenant.head().chunkSeries(matchers, range, labelsOnly, context);
    List<LocalBlock> blocks = hold(range, head::close);
    if (blocks.isEmpty()) {
      return head;
    }
    List<ChunkSeriesCursor> cursors = new ArrayList<>();
    try {
      for (LocalBlock block : blocks) {
        cursors.add(block.reader().chunkSeries(matchers, range, context));
      }
      cursors.add(head);
      return new MergedSeries(
          cursors, PieceMerge.union(), format, () -> blocks.forEach(LocalBlock::letGo));
    } catch (RuntimeException e) {
      head.close();
      cursors.forEach(ChunkSeriesCursor::close);
      blocks.forEach(LocalBlock::letGo);
      throw e;
    }
  }

  /**
   * The series that match and have chunks in a range of time, with few of their labels, in the
   * order of their hashes.
   *
   * @return empty where blocks reach into the range, whose series are in another order
   */
  public Optional<ChunkSeriesCursor> projected(
      List<Matcher> matchers, TimeRange range, SeriesProjection projection, QueryContext context) {
    ChunkSeriesCursor head = tenant.head().projected(matchers, range, projection, context);
    if (hasBlocks(range)) {
      head.close();
      return Optional.empty();
    }
    return Optional.of(head);
  }

  private boolean hasBlocks(TimeRange range) {
    return tenant.blocks().stream()
        .map(block -> block.meta().range())
        .anyMatch(of -> range.overlaps(of.min(), of.max()));
  }

  /**
   * How many of the series that match have a sample to show at each step, by the labels that are
   * wanted.
   *
   * @return empty where two series can end with the same labels and would be one, and where blocks
   *     reach into the range, which may have parts of the head's series
   */
  public Optional<SeriesCounts> counts(
      List<Matcher> matchers,
      LookbackSteps steps,
      SeriesProjection projection,
      QueryContext context) {
    if (hasBlocks(steps.range())) {
      return Optional.empty();
    }
    Optional<SeriesCounts> counts = tenant.head().counts(matchers, steps, projection, context);
    if (hasBlocks(steps.range())) { // cut meanwhile, and perhaps gone from the head by then
      counts.ifPresent(SeriesCounts::close);
      return Optional.empty();
    }
    return counts;
  }

  /** At or before the tenant's first sample; {@link Long#MAX_VALUE} if there is none. */
  public long begin() {
    return tenant.blocks().stream()
        .mapToLong(block -> block.meta().minTime())
        .reduce(tenant.head().begin(), Math::min);
  }

  /** The exemplars that are kept of the series that match, in a range of time. */
  public List<SeriesExemplars> exemplars(
      List<Matcher> matchers, TimeRange range, QueryContext context) {
    return tenant.head().exemplars(matchers, range, context);
  }

  /** What senders said of metrics last, by the name of their family. */
  public Map<String, MetricMetadata> metadata() {
    return tenant.head().metadata();
  }

  /** The latest sample's time, Unix milliseconds; 0 if there never was one. */
  public long lastSample() {
    return tenant.sources().lastSample();
  }

  /** How many series the tenant's head has. */
  public int seriesCount() {
    return tenant.head().seriesCount();
  }

  /**
   * What the tenant's head holds, with the largest metrics, pairs and names.
   *
   * @param limit how long each list may be
   */
  public HeadStats stats(int limit) {
    return tenant.head().stats(limit);
  }

  /**
   * Holds the blocks that reach into a range.
   *
   * @param otherwise done where one cannot be opened
   */
  private List<LocalBlock> hold(TimeRange range, Runnable otherwise) {
    List<LocalBlock> held = new ArrayList<>();
    try {
      for (LocalBlock block : tenant.blocks()) {
        TimeRange of = block.meta().range();
        if (range.overlaps(of.min(), of.max()) && block.hold()) {
          held.add(block);
        }
      }
      return held;
    } catch (RuntimeException e) {
      held.forEach(LocalBlock::letGo);
      otherwise.run();
      throw e;
    }
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return ask(range, limit, source -> source.labelNames(matchers, range, limit, context));
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return ask(range, limit, source -> source.labelValues(name, matchers, range, limit, context));
  }

  private LabelAnswer ask(
      TimeRange range, int limit, Function<SeriesSource, LabelAnswer> question) {
    Head head = tenant.head();
    LabelAnswer answer = question.apply(head);
    List<LocalBlock> blocks = hold(range, () -> {});
    try {
      for (LocalBlock block : blocks) {
        answer = JoinedLabels.join(answer, question.apply(block.reader()), limit);
      }
      return answer;
    } finally {
      blocks.forEach(LocalBlock::letGo);
    }
  }
}
