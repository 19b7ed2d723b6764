package io.meridian.promql.exec.binary;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelCursor;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.Groups;
import io.meridian.promql.exec.LabelTable;
import io.meridian.promql.exec.NameDrop;
import io.meridian.promql.syntax.VectorMatching;
import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The labels of what two matched series give, and the numbers of the results: those of the series
 * on the side that may have many in a group, without the name if that goes, cut to what was matched
 * if neither side may have many, and with the labels that are to come from the other side.
 *
 * <p>Where neither side may have many these are usually the labels of the group, so that the group
 * already is the result and no label has to be looked at again.
 */
final class ResultLabels {
  private final boolean dropsName;
  private final boolean oneToOne;
  private final boolean on;
  private final LabelNames compared;
  private final LabelNames group;
  private final LabelNames include;
  private final Groups groups;
  private final boolean resultsAreGroups;

  /** For each group its result, −1 if it has none yet, and for each result its group. */
  private final int[] resultOf;

  private final IntArrayList groupOf = new IntArrayList();

  /** The results if they are something else than groups. */
  private final LabelTable results = new LabelTable();

  private final LabelBytes kept = new LabelBytes();
  private final LabelBytes base = new LabelBytes();
  private final LabelBytes added = new LabelBytes();
  private final LabelBytes merged = new LabelBytes();
  private final LabelCursor left = new LabelCursor();
  private final LabelCursor right = new LabelCursor();

  /**
   * How labels are made.
   *
   * @param dropsName whether the name goes at once
   * @param groups the groups of all series
   */
  ResultLabels(VectorMatching matching, boolean dropsName, Groups groups) {
    this.dropsName = dropsName;
    this.groups = groups;
    oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
    on = matching.on();
    compared = LabelNames.of(matching.labels());
    include = LabelNames.of(matching.include());
    List<String> ignored = new ArrayList<>(matching.labels());
    if (!on) {
      ignored.add(Labels.METRIC_NAME);
    }
    group = LabelNames.of(ignored);
    resultsAreGroups = oneToOne && (dropsName ? groupsHaveNoName() : on);
    resultOf = new int[resultsAreGroups ? groups.size() : 0];
    Arrays.fill(resultOf, -1);
  }

  private boolean groupsHaveNoName() {
    for (int i = 0; i < groups.size(); i++) {
      int from = groups.from(i);
      if (NameDrop.skip(groups.bytes(i), from, groups.to(i)) != from) {
        return false;
      }
    }
    return true;
  }

  /** Whether labels depend on the series of the other side. */
  boolean includesAny() {
    return !include.isEmpty();
  }

  /** The labels of a series that identify its group, as errors show them. */
  Labels group(Collected series, int number) {
    LabelBytes labels = new LabelBytes();
    group.select(
        on, series.labelBytes(number), series.labelsFrom(number), series.labelsTo(number), labels);
    return labels.labels(0);
  }

  /**
   * The number of the result of a series and one of the other side.
   *
   * @param other the other side's series; negative if labels can't or needn't come from there
   */
  int result(Collected many, int series, int groupOfBoth, Collected one, int other) {
    if (resultsAreGroups) {
      return resultOf(groupOfBoth);
    }
    byte[] bytes = many.labelBytes(series);
    int from = many.labelsFrom(series);
    int to = many.labelsTo(series);
    if (other >= 0) {
      return number(
          bytes, from, to, one.labelBytes(other), one.labelsFrom(other), one.labelsTo(other));
    }
    byte[] matched = group(many, series).packed();
    return number(bytes, from, to, matched, 0, matched.length);
  }

  /** The number of the result of a series of the other side that has found no match. */
  int resultOfOne(Collected one, int series, int groupOfBoth) {
    if (resultsAreGroups) {
      return resultOf(groupOfBoth);
    }
    byte[] matched = group(one, series).packed();
    return number(
        matched,
        0,
        matched.length,
        one.labelBytes(series),
        one.labelsFrom(series),
        one.labelsTo(series));
  }

  private int resultOf(int number) {
    if (resultOf[number] < 0) {
      resultOf[number] = groupOf.size();
      groupOf.add(number);
    }
    return resultOf[number];
  }

  private int number(byte[] many, int manyFrom, int manyTo, byte[] one, int oneFrom, int oneTo) {
    LabelBytes labels = of(many, manyFrom, manyTo, one, oneFrom, oneTo);
    return results.number(labels.bytes(), 0, labels.length());
  }

  private LabelBytes of(byte[] many, int manyFrom, int manyTo, byte[] one, int oneFrom, int oneTo) {
    kept.clear();
    if (dropsName) {
      NameDrop.add(many, manyFrom, manyTo, kept);
    } else {
      kept.add(many, manyFrom, manyTo);
    }
    if (!oneToOne && include.isEmpty()) {
      return kept;
    }
    base.clear();
    if (oneToOne) {
      compared.select(on, kept.bytes(), 0, kept.length(), base);
      return base;
    }
    include.select(false, kept.bytes(), 0, kept.length(), base);
    added.clear();
    include.select(true, one, oneFrom, oneTo, added);
    return merged();
  }

  /** Both sets, which have no name in common. */
  private LabelBytes merged() {
    merged.clear();
    int at = 0;
    int addedAt = 0;
    for (right.reset(added.bytes(), 0, added.length()); right.next(); ) {
      int from = at;
      left.reset(base.bytes(), from, base.length());
      while (left.next() && isBefore(left, right)) {
        at = left.valueTo();
      }
      merged.add(base.bytes(), from, at).add(added.bytes(), addedAt, right.valueTo());
      addedAt = right.valueTo();
    }
    return merged.add(base.bytes(), at, base.length());
  }

  private static boolean isBefore(LabelCursor a, LabelCursor b) {
    return Arrays.compareUnsigned(
            a.bytes(), a.nameFrom(), a.nameTo(), b.bytes(), b.nameFrom(), b.nameTo())
        < 0;
  }

  /** The array that holds the labels of a result. */
  byte[] bytes(int result) {
    return resultsAreGroups ? groups.bytes(groupOf.get(result)) : results.bytes(result);
  }

  /** Where the labels of a result begin. */
  int from(int result) {
    return resultsAreGroups ? groups.from(groupOf.get(result)) : results.from(result);
  }

  /** Where the labels of a result end. */
  int to(int result) {
    return resultsAreGroups ? groups.to(groupOf.get(result)) : results.to(result);
  }
}
