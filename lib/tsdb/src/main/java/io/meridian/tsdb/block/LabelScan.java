package io.meridian.tsdb.block;

import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelCursor;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.SeriesEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds label names and values: of all series in the index's tables, of some by a walk over them.
 */
final class LabelScan {
  /** After so many series a query's deadline is looked at. */
  private static final int SERIES_A_CHECK = 1024;

  private final IndexReader index;
  private final QueryContext context;
  private final LabelCursor label = new LabelCursor();

  /** The least texts found so far. */
  private final TreeSet<byte[]> found = new TreeSet<>(Arrays::compareUnsigned);

  LabelScan(IndexReader index, QueryContext context) {
    this.index = index;
    this.context = context;
  }

  LabelAnswer names(List<Matcher> matchers, TimeRange range, int limit) {
    if (matchers.isEmpty()) {
      return cut(index.labelNames(oneMore(limit)), limit);
    }
    SeriesWalk walk = new SeriesWalk(index, matchers, range);
    for (int series = 0; walk.next(); series++) {
      check(series);
      SeriesEntry entry = walk.entry();
      label.reset(entry.labelBytes(), entry.labelsFrom(), entry.labelsTo());
      while (label.next()) {
        add(label.nameFrom(), label.nameTo(), limit);
      }
    }
    return answer(limit);
  }

  LabelAnswer values(String name, List<Matcher> matchers, TimeRange range, int limit) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    if (matchers.isEmpty()) {
      return cut(index.labelValues(wanted, oneMore(limit)), limit);
    }
    SeriesWalk walk = new SeriesWalk(index, matchers, range);
    for (int series = 0; walk.next(); series++) {
      check(series);
      SeriesEntry entry = walk.entry();
      label.reset(entry.labelBytes(), entry.labelsFrom(), entry.labelsTo());
      while (label.next()) {
        if (label.compareName(wanted) == 0) {
          add(label.valueFrom(), label.valueTo(), limit);
        }
      }
    }
    return answer(limit);
  }

  private void check(int series) {
    if (series % SERIES_A_CHECK == 0) {
      context.check();
    }
  }

  private void add(int from, int to, int limit) {
    byte[] text = Arrays.copyOfRange(label.bytes(), from, to);
    if (limit > 0 && found.size() > limit && Arrays.compareUnsigned(text, found.last()) > 0) {
      return;
    }
    if (found.add(text) && limit > 0 && found.size() > limit + 1) {
      found.pollLast();
    }
  }

  private LabelAnswer answer(int limit) {
    List<String> texts = new ArrayList<>(found.size());
    found.forEach(text -> texts.add(new String(text, StandardCharsets.UTF_8)));
    return cut(texts, limit);
  }

  /** One more than asked for shows whether there are more. */
  private static int oneMore(int limit) {
    return limit == 0 ? 0 : limit + 1;
  }

  private static LabelAnswer cut(List<String> texts, int limit) {
    boolean truncated = limit > 0 && texts.size() > limit;
    return new LabelAnswer(truncated ? texts.subList(0, limit) : texts, truncated, Outcome.FINAL);
  }
}
