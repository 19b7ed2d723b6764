package io.meridian.model;

/**
 * Summation that carries its rounding error along, as Neumaier improved it over Kahan: a running
 * sum, and beside it a compensation that is added at the end.
 *
 * <pre>
 *   compensation = KahanSum.compensation(sum, addend, compensation);
 *   sum += addend;
 * </pre>
 *
 * Once the sum is infinite nothing is left to compensate and the compensation becomes 0.
 */
public final class KahanSum {
  private KahanSum() {}

  /**
   * The compensation once the addend is part of the sum, where the sum given does not hold it yet.
   */
  public static double compensation(double sum, double addend, double compensation) {
    double total = sum + addend;
    if (Double.isInfinite(total)) {
      return 0;
    }
    double lost =
        Math.abs(sum) >= Math.abs(addend) ? (sum - total) + addend : (addend - total) + sum;
    return compensation + lost;
  }
}
