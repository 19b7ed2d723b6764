package io.meridian.promql.function;

import io.meridian.promql.exec.Annotations.Tally;

/** How often something was met. */
record Occurrences(long count) implements Tally {
  @Override
  public Tally with(Tally later) {
    return new Occurrences(count + ((Occurrences) later).count);
  }

  @Override
  public String text() {
    return count > 1 ? " (" + count + " occurrences)" : "";
  }
}
