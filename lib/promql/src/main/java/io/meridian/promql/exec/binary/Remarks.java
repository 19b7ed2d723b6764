package io.meridian.promql.exec.binary;

import io.meridian.promql.exec.Annotations;
import io.meridian.promql.syntax.BinaryOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an operation has to remark. Of each step only the remark on the last series that
 * had any is made, as Prometheus does; series are evaluated in any order and by any thread, so that
 * is known in the end only.
 */
final class Remarks {
  private final BinaryOperation operation;
  private final Annotations annotations;
  private final int steps;

  /** Guarded by itself. */
  private final List<Sheet> sheets = new ArrayList<>();

  Remarks(BinaryOperation operation, Annotations annotations, int steps) {
    this.operation = operation;
    this.annotations = annotations;
    this.steps = steps;
  }

  /** A sheet for one thread at a time to write on. */
  Sheet sheet() {
    Sheet sheet = new Sheet(steps);
    synchronized (sheets) {
      sheets.add(sheet);
    }
    return sheet;
  }

  /** Adds all remarks to the query's, once everything is evaluated. */
  void announce() {
    EnumSet<Remark> made = EnumSet.noneOf(Remark.class);
    synchronized (sheets) {
      for (int step = 0; step < steps; step++) {
        Remark last = null;
        int place = -1;
        for (Sheet sheet : sheets) {
          if (sheet.isUsed() && sheet.place[step] > place) {
            place = sheet.place[step];
            last = sheet.remark[step];
          }
        }
        if (last != null && made.add(last)) {
          last.announce(operation, annotations);
        }
      }
    }
  }

  /** Remarks of one thread: for each step that on the last series. */
  static final class Sheet {
    private final int steps;
    private int[] place = {};
    private @Nullable Remark[] remark = {};

    private Sheet(int steps) {
      this.steps = steps;
    }

    private boolean isUsed() {
      return place.length > 0;
    }

    /**
     * Remarks something.
     *
     * @param series the series' place in the order of those that Prometheus would go through
     */
    void add(Remark remarked, int series, int step) {
      if (place.length == 0) {
        place = new int[steps];
        Arrays.fill(place, -1);
        remark = new @Nullable Remark[steps];
      }
      if (series >= place[step]) {
        place[step] = series;
        remark[step] = remarked;
      }
    }
  }
}
