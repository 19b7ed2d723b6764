package io.meridian.promql.exec;

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

  /** An argument that is a description of series and not evaluated: the second one of info. */
  record Description() implements Operand {}
}
