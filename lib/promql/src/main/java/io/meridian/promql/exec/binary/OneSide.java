package io.meridian.promql.exec.binary;

import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.QueryRun;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The side of a join that has at most one series in a group at a step. Nearly always that is one
 * series in a group for all steps; where several take turns it is noted for each step which of them
 * has a sample. So a join's cost grows with samples, however many series a group has.
 */
final class OneSide {
  static final int NONE = -1;
  private static final int SEVERAL = -2;

  private final Collected series;
  private final int[] groupOf;

  /** For each group its only series, {@link #NONE} or {@link #SEVERAL}. */
  private final int[] only;

  /** For each group of several series that which has a sample, a step each. */
  private final Map<Integer, int[]> turns = new HashMap<>();

  private @Nullable Clash clash;
  private long charged;

  /** Two series of a group with a sample at the same step. */
  record Clash(int step, int first, int second) {}

  private OneSide(Collected series, int[] groupOf, int groups) {
    this.series = series;
    this.groupOf = groupOf;
    only = new int[groups];
  }

  /**
   * Sorts series into groups.
   *
   * @param groups how many groups there are
   * @param looked the steps that are evaluated at all: only there can series clash
   */
  static OneSide of(Collected series, int[] groupOf, int groups, StepBits looked, QueryRun run) {
    OneSide side = new OneSide(series, groupOf, groups);
    Arrays.fill(side.only, NONE);
    for (int i = 0; i < groupOf.length; i++) {
      int group = groupOf[i];
      side.only[group] = side.only[group] == NONE ? i : SEVERAL;
    }
    for (int i = 0; i < groupOf.length; i++) {
      if (side.only[groupOf[i]] == SEVERAL) {
        side.takeTurn(i, looked, run);
      }
    }
    return side;
  }

  private void takeTurn(int number, StepBits looked, QueryRun run) {
    int steps = series.steps().count();
    int[] turn = turns.get(groupOf[number]);
    if (turn == null) {
      long bytes = (long) steps * Integer.BYTES;
      run.charge(bytes);
      charged += bytes;
      turn = new int[steps];
      Arrays.fill(turn, NONE);
      turns.put(groupOf[number], turn);
    }
    for (int step = 0; step < steps; step++) {
      if (!has(number, step)) {
        continue;
      }
      if (turn[step] == NONE) {
        turn[step] = number;
      } else if (looked.has(0, step) && (clash == null || step < clash.step)) {
        clash = new Clash(step, turn[step], number);
      }
    }
  }

  /** The first step's first clash, or null. */
  @Nullable Clash clash() {
    return clash;
  }

  private boolean has(int number, int step) {
    return series.tile(number).has(series.firstCell(number) + step);
  }

  /** Whether a group's series differ from step to step. */
  boolean takesTurns(int group) {
    return only[group] == SEVERAL;
  }

  /** The series of a group that has a sample at a step, or {@link #NONE}. */
  int at(int group, int step) {
    int number = only[group];
    if (number == SEVERAL) {
      return turns.getOrDefault(group, only)[step];
    }
    return number >= 0 && has(number, step) ? number : NONE;
  }

  /** A group's series if it has one, {@link #NONE} if it has none or several. */
  int only(int group) {
    return Math.max(only[group], NONE);
  }

  /** How many groups there are. */
  int groups() {
    return only.length;
  }

  /** How much of the query's memory was taken. */
  long charged() {
    return charged;
  }
}
