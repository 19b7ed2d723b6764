package io.meridian.storeapi.serve;

import io.meridian.model.TimeRange;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses the blocks that answer a request: those of the coarsest resolution that will do, and for
 * the time that they leave open those of the next finer one, and so on.
 */
final class ResolutionCover {
  private final List<ServableBlock> blocks;

  /** The resolutions that will do, coarsest first. */
  private final long[] resolutions;

  private final Set<ServableBlock> chosen = new LinkedHashSet<>();

  private ResolutionCover(List<ServableBlock> blocks, long maxResolution) {
    this.blocks =
        blocks.stream()
            .sorted(Comparator.comparingLong((ServableBlock block) -> block.minTime()))
            .toList();
    resolutions =
        blocks.stream()
            .mapToLong(block -> -block.resolution())
            .filter(negated -> -negated <= maxResolution)
            .sorted()
            .distinct()
            .map(negated -> -negated)
            .toArray();
  }

  /**
   * The blocks to be read.
   *
   * @param maxResolution the coarsest that will do, milliseconds; 0 for raw data only
   */
  static List<ServableBlock> of(List<ServableBlock> blocks, TimeRange range, long maxResolution) {
    ResolutionCover cover = new ResolutionCover(blocks, maxResolution);
    cover.fill(0, range.min(), range.max());
    return List.copyOf(cover.chosen);
  }

  /** Covers a span, both ends included, with blocks of one resolution and finer ones between. */
  private void fill(int level, long from, long to) {
    if (level == resolutions.length || from > to) {
      return;
    }
    long open = from;
    for (ServableBlock block : blocks) {
      long begin = block.minTime();
      long end = block.maxTime();
      if (block.resolution() == resolutions[level] && end > from && begin <= to) {
        if (begin > open) {
          fill(level + 1, open, begin - 1);
        }
        chosen.add(block);
        open = Math.max(open, end);
      }
    }
    fill(level + 1, open, to);
  }
}
