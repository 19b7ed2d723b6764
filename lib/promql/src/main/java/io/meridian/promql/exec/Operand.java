package io.meridian.promql.exec;

import io.meridian.promql.plan.TimeShift;

/** An argument of a function. */
public sealed interface Operand {
  /** An instant vector; whoever takes it finishes and closes it. */
  record Vector(Operator operator) implements Operand {}

  /** A scalar. */
  final class Scalar implements Operand {
    private final double[] values;

    public Scalar(double[] values) {
      this.values = values;
    }

    /** Its value at every step; not to be written to. */
    public double[] values() {
      return values;
    }
  }

  /** A string. */
  record Text(String text) implements Operand {}

  /**
   * A description of series that is not evaluated: the second argument of info, which is there even
   * if it was not written.
   *
   * @param shift the time for which the first selector of the first argument asks
   */
  record Description(TimeShift shift) implements Operand {}
}
