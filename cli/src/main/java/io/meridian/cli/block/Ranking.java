package io.meridian.cli.block;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The largest of some numbers, with what they count.
 *
 * @param title the heading of the list
 * @param key the name of the list in JSON
 * @param items the largest first, equal ones by text
 */
record Ranking(String title, String key, List<Item> items) {
  /**
   * An item.
   *
   * @param number how many
   * @param text of what
   */
  record Item(long number, String text) {}

  private static final Comparator<Item> ORDER =
      Comparator.comparingLong(Item::number).reversed().thenComparing(Item::text);

  Ranking {
    items = List.copyOf(items);
  }

  /** The largest {@code limit} of all items. */
  static Ranking of(String title, String key, List<Item> all, int limit) {
    List<Item> sorted = new ArrayList<>(all);
    sorted.sort(ORDER);
    return new Ranking(title, key, sorted.subList(0, Math.min(limit, sorted.size())));
  }
}
