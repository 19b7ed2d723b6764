package io.meridian.promql.exec;

import io.meridian.model.Outcome;
import io.meridian.model.SourceWarning;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Joins what the selections of a query say of their answers. Safe for use by many threads. */
public final class Outcomes {
  /** Guarded by this. */
  private final Set<SourceWarning> warnings = new LinkedHashSet<>();

  private boolean complete = true;
  private long stableUntil = Long.MAX_VALUE;

  synchronized void add(Outcome outcome) {
    warnings.addAll(outcome.warnings());
    complete &= outcome.complete();
    stableUntil = Math.min(stableUntil, outcome.stableUntil());
  }

  /** What holds for the query's answer. */
  public synchronized Outcome all() {
    List<SourceWarning> distinct = new ArrayList<>(warnings);
    return new Outcome(distinct, complete, stableUntil);
  }
}
