package io.meridian.cli.block;

import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import java.util.List;

/**
 * Which samples are asked for.
 *
 * @param selectors a series must match all of the matchers of one of these; none means every series
 * @param range when samples must have been taken
 */
record Selection(List<List<Matcher>> selectors, TimeRange range) {
  Selection {
    selectors = List.copyOf(selectors);
  }

  /** The matchers that a block can select by; what it finds must still be asked {@link #holds}. */
  List<Matcher> pushed() {
    return selectors.size() == 1 ? selectors.get(0) : List.of();
  }

  /** Whether a series that {@link #pushed} found is one of those asked for. */
  boolean holds(byte[] packed, int from, int to) {
    return selectors.size() <= 1
        || selectors.stream().anyMatch(selector -> matchesAll(selector, packed, from, to));
  }

  private static boolean matchesAll(List<Matcher> selector, byte[] packed, int from, int to) {
    return selector.stream().allMatch(matcher -> matcher.matchesSeries(packed, from, to));
  }
}
