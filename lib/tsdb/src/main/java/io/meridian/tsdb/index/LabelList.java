package io.meridian.tsdb.index;

import io.meridian.model.LabelTexts;
import java.util.List;

/**
 * Label names or values.
 *
 * @param texts ascending as unsigned bytes, none twice
 * @param truncated whether a limit cut the list
 */
public record LabelList(LabelTexts texts, boolean truncated) {
  /** The first ones of a list that is longer than a limit if the limit cuts it. */
  static LabelList cut(LabelTexts.Builder texts, int limit) {
    boolean truncated = limit > 0 && texts.size() > limit;
    if (truncated) {
      texts.cut(limit);
    }
    return new LabelList(texts.build(), truncated);
  }

  /** The same of texts that are few. */
  static LabelList cut(List<byte[]> texts, int limit) {
    LabelTexts.Builder all = new LabelTexts.Builder();
    texts.forEach(text -> all.add(text, 0, text.length));
    return cut(all, limit);
  }
}
