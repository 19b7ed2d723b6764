package io.meridian.storeapi.order;

import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.PackedLabels;
import java.util.Arrays;
import java.util.List;

/**
 * How far a series' labels decide its place whatever becomes of the rest.
 *
 * <p>Labels whose names come before all names that are added or removed, the leading ones, stay as
 * they are. Series whose leading labels differ, and neither's are the beginning of the other's,
 * keep their order. What remains is where the leading labels of one are the beginning of another's:
 *
 * <ul>
 *   <li>{@link Extent#LEADING}: labels are added. Behind the leading ones every series has another
 *       label then, so a series comes behind all that have its leading labels and more of them.
 *   <li>{@link Extent#FIRST}: labels are only removed, so that a series may end with its leading
 *       ones and come before what it came behind. Only series with the same first label can change
 *       places.
 *   <li>{@link Extent#NONE}: nothing may remain of a series, which then comes before all others.
 * </ul>
 *
 * <p>Where it is known that no series has any of these names itself, labels are only put between
 * others, and two series change places only where all labels of one are the beginning of the
 * other's, which goes on with a name before an added one. So all names before the last added one
 * are leading then; with none added no series changes places ({@link #keepsOrder}).
 *
 * <p>Series come in order, so those with one key, and those with longer ones between them, stand
 * together: whoever sorts needs to hold no more than these.
 */
public final class OrderKey {
  private enum Extent {
    LEADING,
    FIRST,
    NONE,
    UNCHANGED
  }

  private final Extent extent;

  /** The first name that is not leading. */
  private final byte[] behind;

  private OrderKey(Extent extent, byte[] behind) {
    this.extent = extent;
    this.behind = behind;
  }

  /**
   * The key for a rewriting of labels.
   *
   * @param external what is added, in place of what a series has of these names
   * @param removed what is taken off, and not added
   * @param matchers what all series match, before labels are added
   * @param series standing at the first
   */
  public static OrderKey of(
      Labels external, LabelNames removed, List<Matcher> matchers, OriginalSeries series) {
    LabelNames dropped = removed.or(LabelNames.of(external));
    byte[] least = dropped.name(0);
    LabelNames added = LabelNames.of(external.without(removed));
    if (series.lacked(dropped)) {
      return added.isEmpty()
          ? new OrderKey(Extent.UNCHANGED, least)
          : new OrderKey(Extent.LEADING, added.name(added.size() - 1));
    }
    if (!added.isEmpty()) {
      return new OrderKey(Extent.LEADING, least);
    }
    boolean something =
        matchers.stream()
            .anyMatch(matcher ->
                !matcher.matchesEmpty()
                    && !dropped.contains(matcher.nameBytes(), 0, matcher.nameBytes().length));
    return new OrderKey(something ? Extent.FIRST : Extent.NONE, least);
  }

  /** Whether series are in order as they come. */
  boolean keepsOrder() {
    return extent == Extent.UNCHANGED;
  }

  /** Where the key of a packed set, as it was before, ends. */
  int end(byte[] packed, int from, int to) {
    return switch (extent) {
      case LEADING -> leadingEnd(packed, from, to);
      case FIRST -> leadingEnd(packed, from, from == to ? to : PackedLabels.labelEnd(packed, from));
      case NONE, UNCHANGED -> from;
    };
  }

  private int leadingEnd(byte[] packed, int from, int to) {
    int at = from;
    while (at < to && isBefore(packed, at)) {
      at = PackedLabels.labelEnd(packed, at);
    }
    return at;
  }

  private boolean isBefore(byte[] packed, int at) {
    int length = PackedLabels.length(packed, at);
    int nameFrom = at + PackedLabels.lengthSize(length);
    if (behind.length == 0) {
      return false;
    }
    int first = Byte.compareUnsigned(packed[nameFrom], behind[0]);
    return first != 0
        ? first < 0
        : Arrays.compareUnsigned(packed, nameFrom, nameFrom + length, behind, 0, behind.length) < 0;
  }
}
