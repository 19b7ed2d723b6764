package io.meridian.tsdb.index;

import io.meridian.model.LabelTexts;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the label names and values of series that match, at the least cost.
 *
 * <p>Without matchers on other labels, values stand in the index's table. Otherwise there are two
 * ways: to look for each value whether its list shares a series with the selection, in the order of
 * values, so that a limit ends the search; or to read the entries of the selection and collect what
 * they have. Names are collected from entries until all are found, or until looking for those that
 * are missing by their lists is cheaper than reading on.
 *
 * <p>A limit of the request for series bounds the names or values, 0 for none.
 */
public final class LabelSelection {
  private static final int BATCH = 1024;

  /** The share of values that is expected to be on some selected series. */
  private static final double LIKELY_HITS = 0.1;

  /** A list of all values is cheaper than a walk over one in so many. */
  private static final int MOST = 8;

  private final SeriesIndex index;
  private final SelectionCosts costs;
  private final SelectionRequest series;
  private final int limit;

  private LabelSelection(SeriesIndex index, SelectionRequest series) {
    this.index = index;
    this.costs = index.costs();
    this.limit = series.limit();
    this.series = series.withLimit(0);
  }

  /** The values of a label of the series asked for. */
  public static LabelList values(SeriesIndex index, byte[] name, SelectionRequest series) {
    return new LabelSelection(index, series).values(name);
  }

  /** The names of all labels of the series asked for. */
  public static LabelList names(SeriesIndex index, SelectionRequest series) {
    return new LabelSelection(index, series).names();
  }

  private LabelList values(byte[] name) {
    List<Matcher> own = matchers(name, true);
    SelectionRequest others = bounded(series.withMatchers(matchers(name, false)));
    Optional<LabelCondition> condition = LabelCondition.of(own).stream().findFirst();
    if (others.matchers().isEmpty() && !others.asksEntries()) {
      return condition.isEmpty() && wantsMost(name)
          ? index.texts(name).map(this::first).orElseGet(() -> listed(name))
          : listed(name, condition, Optional.empty());
    }
    SeriesSelection selection = SeriesSelection.of(index, others);
    double likelyValues = likelyValues(name, condition);
    double byLists =
        likelyValues * costs.value()
            + costs.lists((long) likelyValues, index.seriesCount(), selection.candidates());
    double byEntries = costs.entries(selection.candidates(), index.seriesCount());
    if (byEntries < byLists) {
      return collected(name, condition, selection);
    }
    return listed(name, condition, Optional.of(RefSet.of(selection.postings())));
  }

  /** What is asked, without a range that bounds nothing. */
  private SelectionRequest bounded(SelectionRequest asked) {
    return asked.matchers().isEmpty() && asked.asksEntries() && index.isEveryIn(asked.range())
        ? asked.withRange(TimeRange.ALL)
        : asked;
  }

  /** Whether so many values are wanted that a list of all is worth its making. */
  private boolean wantsMost(byte[] name) {
    return limit == 0 || limit > index.labelValueCount(name) / MOST;
  }

  private LabelList first(LabelTexts all) {
    boolean truncated = limit > 0 && all.size() > limit;
    return new LabelList(truncated ? all.first(limit) : all, truncated);
  }

  private LabelList listed(byte[] name) {
    return listed(name, Optional.empty(), Optional.empty());
  }

  private List<Matcher> matchers(byte[] name, boolean own) {
    return series.matchers().stream()
        .filter(matcher -> Arrays.equals(matcher.nameBytes(), name) == own)
        .toList();
  }

  private double likelyValues(byte[] name, Optional<LabelCondition> condition) {
    double values = index.estimateValues(name, prefix(condition));
    return limit == 0 ? values : Math.min(values, (limit + 1) / LIKELY_HITS);
  }

  private static byte[] prefix(Optional<LabelCondition> condition) {
    return condition
        .filter(each -> !each.matchesAbsent())
        .map(LabelCondition::prefix)
        .orElse(new byte[0]);
  }

  /** The values of the index's table that fulfil a condition and have one of some series. */
  private LabelList listed(
      byte[] name, Optional<LabelCondition> condition, Optional<RefSet> wanted) {
    LabelTexts.Builder found = new LabelTexts.Builder();
    LabelTexts.Builder batch = new LabelTexts.Builder();
    PostingsLists lists = new PostingsLists();
    ValueCursor value = index.values(name, prefix(condition));
    for (long passed = 0; !isFull(found) && value.next(); passed++) {
      if (passed % SeriesIndex.STEPS_A_CHECK == 0) {
        index.check();
      }
      if (condition.isEmpty() || condition.get().matches(value.bytes(), value.from(), value.to())) {
        if (wanted.isEmpty()) {
          found.add(value.bytes(), value.from(), value.to());
        } else {
          batch.add(value.bytes(), value.from(), value.to());
          index.add(value, lists);
          if (batch.size() == BATCH) {
            takeHits(batch.build(), lists, wanted.get(), found);
          }
        }
      }
    }
    wanted.ifPresent(refs -> takeHits(batch.build(), lists, refs, found));
    return LabelList.cut(found, limit);
  }

  /** One more than the limit tells that there are more. */
  private boolean isFull(LabelTexts.Builder found) {
    return limit > 0 && found.size() > limit;
  }

  private void takeHits(
      LabelTexts batch, PostingsLists lists, RefSet wanted, LabelTexts.Builder found) {
    long[] hits = new long[BATCH / 64];
    index.intersecting(lists, wanted, hits);
    for (int i = 0; i < batch.size(); i++) {
      if (Marks.get(hits, i)) {
        found.add(batch, i);
      }
    }
    lists.clear();
  }

  /** The values that the entries of a selection have. */
  private LabelList collected(
      byte[] name, Optional<LabelCondition> condition, SeriesSelection selection) {
    long nameSymbol = index.symbol(name);
    SymbolSet values = new SymbolSet();
    EntryCursor entries = index.entries();
    int[] block = new int[BATCH];
    for (int count; (count = selection.postings().next(block, 0, BATCH, Postings.END)) > 0; ) {
      index.check();
      entries.expect(block, 0, count);
      for (int i = 0; i < count; i++) {
        entries.read(block[i]);
        int label = nameSymbol < 0 ? -1 : entries.findLabel((int) nameSymbol);
        if (label >= 0) {
          values.add(entries.valueSymbol(label));
        }
      }
    }
    List<byte[]> texts = values.texts(entries);
    condition.ifPresent(each -> texts.removeIf(text -> !each.matches(text, 0, text.length)));
    return LabelList.cut(texts, limit);
  }

  private LabelList names() {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < index.labelNameCount(); i++) {
      all.add(index.labelName(i));
    }
    SelectionRequest asked = bounded(series);
    if (!asked.matchers().isEmpty() || asked.asksEntries()) {
      all = new SelectedNames(index, all).of(SeriesSelection.of(index, asked));
    }
    return LabelList.cut(all, limit);
  }
}
