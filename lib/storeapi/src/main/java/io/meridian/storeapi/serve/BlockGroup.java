package io.meridian.storeapi.serve;

import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelTexts;
import io.meridian.model.Labels;
import io.meridian.model.MeridianException;
import io.meridian.model.Outcome;
import io.meridian.model.SourceWarning;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.order.LabelUnion;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.merge.MergedSeries;
import io.meridian.tsdb.merge.PieceMerge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Blocks with the same external labels, of any resolution, as one store. Which of them answer a
 * request {@link ResolutionCover} says; raw blocks that overlap are joined. What a block cannot
 * give is told, and the others answer without it.
 */
public final class BlockGroup implements SeriesStore {
  private final Labels externalLabels;
  private final List<ServableBlock> blocks;
  private final TimeRange within;

  /**
   * A group.
   *
   * @param blocks at least one
   * @param within instants of which something is given; chunks may reach beyond
   */
  public BlockGroup(Labels externalLabels, List<ServableBlock> blocks, TimeRange within) {
    this.externalLabels = externalLabels;
    this.blocks = List.copyOf(blocks);
    this.within = within;
  }

  /** A group of blocks that stay open as long as this is used. */
  public static BlockGroup of(Labels externalLabels, List<BlockReader> blocks) {
    return new BlockGroup(
        externalLabels, blocks.stream().map(ServableBlock::of).toList(), TimeRange.ALL);
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
    long min = blocks.stream().mapToLong(ServableBlock::minTime).min().orElseThrow();
    long max = blocks.stream().mapToLong(ServableBlock::maxTime).max().orElseThrow();
    return new TimeRange(Math.max(min, within.min()), Math.min(max, within.max()));
  }

  private Optional<TimeRange> clipped(TimeRange asked) {
    long min = Math.max(asked.min(), within.min());
    long max = Math.min(asked.max(), within.max());
    return min <= max ? Optional.of(new TimeRange(min, max)) : Optional.empty();
  }

  @Override
  public ChunkSeriesCursor series(ChunkRequest request) {
    Optional<TimeRange> range = clipped(request.range());
    if (range.isEmpty()) {
      return new JoinedChunks(List.of());
    }
    ChunkRequest asked = request.within(range.get());
    List<ChunkSeriesCursor> raw = new ArrayList<>();
    List<ChunkSeriesCursor> all = new ArrayList<>();
    for (ServableBlock block : chosen(request.hints(), range.get(), request.maxResolution())) {
      boolean joined = block.resolution() == 0 && !request.labelsOnly();
      (joined ? raw : all).add(new BlockPart(block, asked));
    }
    if (raw.size() == 1) {
      all.add(raw.getFirst());
    } else if (!raw.isEmpty()) {
      all.add(new MergedSeries(raw, PieceMerge.union(), request.format()));
    }
    return all.size() == 1 ? all.getFirst() : new JoinedChunks(all);
  }

  /**
   * The blocks to be read. Downsampled ones stand for others of their time, but for no late one.
   */
  private List<ServableBlock> chosen(BlockHints hints, TimeRange range, long maxResolution) {
    List<ServableBlock> usual = new ArrayList<>();
    List<ServableBlock> late = new ArrayList<>();
    for (ServableBlock block : blocks) {
      if (hints.includes(block.ulid(), externalLabels)) {
        (block.isLate() ? late : usual).add(block);
      }
    }
    List<ServableBlock> chosen = new ArrayList<>(ResolutionCover.of(usual, range, maxResolution));
    for (ServableBlock block : late) {
      if (block.minTime() <= range.max() && block.maxTime() > range.min()) {
        chosen.add(block);
      }
    }
    return chosen;
  }

  @Override
  public List<TimeRange> blockRanges(ChunkRequest request) {
    Optional<TimeRange> range = clipped(request.range());
    if (range.isEmpty()) {
      return List.of();
    }
    List<TimeRange> ranges = new ArrayList<>();
    chosen(request.hints(), range.get(), request.maxResolution()).stream()
        .filter(block -> block.resolution() == 0 && !block.isLate())
        .sorted(Comparator.comparingLong(ServableBlock::minTime))
        .forEach(block -> addTo(ranges, block.minTime(), block.maxTime() - 1));
    return ranges;
  }

  /** Adds a span that begins no earlier than the others; spans that touch become one. */
  private static void addTo(List<TimeRange> ranges, long min, long max) {
    if (!ranges.isEmpty() && ranges.getLast().max() >= min - 1) {
      TimeRange before = ranges.removeLast();
      ranges.add(new TimeRange(before.min(), Math.max(before.max(), max)));
    } else if (min <= max) {
      ranges.add(new TimeRange(min, max));
    }
  }

  @Override
  public LabelAnswer labelNames(LabelRequest request) {
    return ask(Optional.empty(), request);
  }

  @Override
  public LabelAnswer labelValues(String name, LabelRequest request) {
    return ask(Optional.of(name), request);
  }

  private LabelAnswer ask(Optional<String> label, LabelRequest request) {
    Optional<TimeRange> range = clipped(request.range());
    if (range.isEmpty()) {
      return new LabelAnswer(LabelTexts.NONE, false, Outcome.FINAL);
    }
    LabelUnion union = new LabelUnion();
    List<SourceWarning> warnings = new ArrayList<>();
    boolean truncated = false;
    List<ServableBlock> read = chosen(request.hints(), range.get(), 0);
    read.forEach(block -> request.use().block(block.ulid()));
    LabelQuestion question =
        new LabelQuestion(label, request.matchers(), range.get(), request.limit());
    try (LabelParts parts = new LabelParts(read, question, request.context())) {
      for (int i = 0; i < read.size(); i++) {
        try {
          LabelAnswer answer = parts.answer(i);
          union.addAll(answer.values());
          truncated |= answer.truncated();
        } catch (RuntimeException e) {
          warnings.add(partial(read.get(i), e));
        }
      }
    }
    LabelTexts list = union.list(request.limit());
    return new LabelAnswer(
        list,
        truncated || list.size() < union.size(),
        new Outcome(warnings, warnings.isEmpty(), Long.MAX_VALUE));
  }

  /** A block that an answer lacks; throws if that concerns the whole answer. */
  private static SourceWarning partial(ServableBlock block, RuntimeException e) {
    if (e instanceof MeridianException known && !MissingParts.isPartial(known)) {
      throw known;
    }
    return new SourceWarning(
        "block " + block.ulid(),
        "",
        new TimeRange(block.minTime(), Math.max(block.minTime(), block.maxTime() - 1)),
        String.valueOf(e.getMessage()));
  }
}
