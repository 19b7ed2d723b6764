package io.meridian.storeapi.serve;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.order.LabelUnion;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.merge.MergedSeries;
import io.meridian.tsdb.merge.PieceMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Blocks with the same external labels, of any resolution, as one store. Which of them answer a
 * request {@link ResolutionCover} says; raw blocks that overlap are joined.
 */
public final class BlockGroup implements SeriesStore {
  private final Labels externalLabels;
  private final List<BlockReader> blocks;

  /**
   * A group.
   *
   * @param blocks at least one; they stay open as long as this is used
   */
  public BlockGroup(Labels externalLabels, List<BlockReader> blocks) {
    this.externalLabels = externalLabels;
    this.blocks = List.copyOf(blocks);
  }

  @Override
  public String name() {
    return "blocks";
  }

  @Override
  public Labels externalLabels() {
    return externalLabels;
  }

  @Override
  public TimeRange range() {
    return new TimeRange(
        blocks.stream().mapToLong(block -> block.meta().minTime()).min().orElseThrow(),
        blocks.stream().mapToLong(block -> block.meta().maxTime()).max().orElseThrow());
  }

  @Override
  public ChunkSeriesCursor series(ChunkRequest request) {
    List<ChunkSeriesCursor> raw = new ArrayList<>();
    List<ChunkSeriesCursor> all = new ArrayList<>();
    try {
      for (BlockReader block :
          ResolutionCover.of(blocks, request.range(), request.maxResolution())) {
        ChunkSeriesCursor series =
            block.visibleChunkSeries(request.matchers(), request.range(), request.context());
        (block.meta().resolution() == 0 ? raw : all).add(series);
      }
      if (raw.size() == 1) {
        all.add(raw.getFirst());
      } else if (!raw.isEmpty()) {
        all.add(new MergedSeries(raw, PieceMerge.union(), request.format()));
      }
      return all.size() == 1 ? all.getFirst() : new JoinedChunks(all);
    } catch (RuntimeException e) {
      raw.forEach(ChunkSeriesCursor::close);
      all.forEach(ChunkSeriesCursor::close);
      throw e;
    }
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return ask(range, limit, block -> block.labelNames(matchers, range, limit, context));
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return ask(range, limit, block -> block.labelValues(name, matchers, range, limit, context));
  }

  private LabelAnswer ask(TimeRange range, int limit, Function<BlockReader, LabelAnswer> question) {
    LabelUnion union = new LabelUnion();
    boolean truncated = false;
    for (BlockReader block : ResolutionCover.of(blocks, range, 0)) {
      LabelAnswer answer = question.apply(block);
      union.addAll(answer.values());
      truncated |= answer.truncated();
    }
    List<String> list = union.list(limit);
    return new LabelAnswer(list, truncated || list.size() < union.size(), Outcome.FINAL);
  }
}
