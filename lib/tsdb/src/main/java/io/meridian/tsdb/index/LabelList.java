package io.meridian.tsdb.index;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Label names or values in UTF-8.
 *
 * @param texts ascending as unsigned bytes, none twice; the arrays are not to be written to
 * @param truncated whether a limit cut the list
 */
public record LabelList(List<byte[]> texts, boolean truncated) {
  public LabelList {
    texts = List.copyOf(texts);
  }

  /** The first ones of a list that is longer than a limit if the limit cuts it. */
  static LabelList cut(List<byte[]> texts, int limit) {
    boolean truncated = limit > 0 && texts.size() > limit;
    return new LabelList(truncated ? texts.subList(0, limit) : texts, truncated);
  }

  /** The texts as strings. */
  public List<String> strings() {
    return texts.stream().map(text -> new String(text, StandardCharsets.UTF_8)).toList();
  }
}
