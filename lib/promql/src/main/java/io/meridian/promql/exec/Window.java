package io.meridian.promql.exec;

import io.meridian.promql.syntax.RangeExtension;
import java.util.OptionalLong;

/**
 * Which samples a selector looks at for each step. At step i it looks back from
 *
 * <pre>
 *   end(i) = (at, or else the step's time) − offset
 * </pre>
 *
 * and takes the samples in {@code (end − range, end]}: windows are open to the left. With {@code @}
 * all windows are one and the same, while the steps' times go on.
 *
 * <p>An extended range ({@link RangeExtension#ANCHORED}, {@link RangeExtension#SMOOTHED}) has the
 * same bounds, but its samples reach {@code lookback} further back, and ahead if it is smoothed:
 * the kernel finds them at the edges of its input and treats those beyond the bounds as it must.
 *
 * @param steps when the selector is evaluated
 * @param at the fixed time that {@code @} gives
 * @param offset milliseconds back from there; negative ones look ahead
 * @param range milliseconds
 * @param lookback milliseconds by which an extended range reaches further
 */
public record Window(
    StepGrid steps,
    OptionalLong at,
    long offset,
    long range,
    RangeExtension extension,
    long lookback) {

  /** The last instant of a step's window, which belongs to it. */
  public long end(int step) {
    return (at.isPresent() ? at.getAsLong() : steps.time(step)) - offset;
  }

  /** The instant before a step's window, which does not belong to it. */
  public long start(int step) {
    return end(step) - range;
  }

  /** The instant before the first sample that is read for a step. */
  public long readStart(int step) {
    return extension == RangeExtension.NONE ? start(step) : start(step) - lookback;
  }

  /** The instant of the last sample that is read for a step. */
  public long readEnd(int step) {
    return extension == RangeExtension.SMOOTHED ? end(step) + lookback : end(step);
  }
}
