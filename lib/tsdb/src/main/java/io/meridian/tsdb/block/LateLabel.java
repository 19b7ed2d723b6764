package io.meridian.tsdb.block;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;

/**
 * The external label {@value #NAME} of blocks of samples that came too late for the block of their
 * time. Compactors take blocks with the same external labels for one stream, in which nothing may
 * overlap; with this label among them, such a block is beside the stream. Its value sets apart late
 * blocks of a stream that overlap each other: it says how many minutes after the end of its range
 * the block was cut, or one more than the one before has, if that is more. So the values are few
 * where samples lag evenly, and two blocks of a range never have the same, whatever became of the
 * first one.
 *
 * <p>It is nobody's business but compactors': who serves blocks leaves it out ({@link #without}).
 */
public final class LateLabel {
  public static final String NAME = "meridian_late";

  private static final long MINUTE = 60_000;

  private LateLabel() {}

  /**
   * The external labels of a late block.
   *
   * @param stream those of blocks that are not late
   * @param end end of its range, Unix milliseconds
   * @param now when it is cut
   * @param others the late blocks of its range that are known
   */
  public static Labels with(Labels stream, long end, long now, Iterable<BlockMeta> others) {
    long value = Math.max(1, Math.floorDiv(now - end, MINUTE));
    for (BlockMeta other : others) {
      value = Math.max(value, value(other) + 1);
    }
    return LabelsBuilder.from(stream).set(NAME, Long.toString(value)).build();
  }

  /** The external labels without the label; the same object where there is none. */
  public static Labels without(Labels labels) {
    return isIn(labels) ? LabelsBuilder.from(labels).remove(NAME).build() : labels;
  }

  /** Whether these are the external labels of a late block. */
  public static boolean isIn(Labels labels) {
    return labels.get(NAME).isPresent();
  }

  /**
   * Until when a block has to be known to who cuts the next one: from then on that one's value is
   * higher by itself. Unix milliseconds; {@link Long#MIN_VALUE} for a block without the label.
   */
  public static long neededUntil(BlockMeta block) {
    long value = value(block);
    return value == 0 ? Long.MIN_VALUE : block.maxTime() + (value + 1) * MINUTE;
  }

  /** The label's value; 0 if there is none, or none of ours. */
  private static long value(BlockMeta block) {
    String value = block.thanos().flatMap(thanos -> thanos.labels().get(NAME)).orElse("");
    try {
      return Math.max(0, Integer.parseInt(value));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
