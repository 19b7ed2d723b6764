package io.meridian.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Randomness that can be repeated. The system property {@code meridian.seed} is the seed; where
 * there is none or it is {@code random}, each test draws its own. It is printed when a test fails.
 *
 * <p>The plain build fixes it, so that a change is judged by what it changes; the {@code long} one
 * draws, so that new cases are tried.
 *
 * <pre>{@code
 * @RegisterExtension final Seed seed = new Seed();
 *
 * @Test
 * void roundTrips() {
 *     RandomGenerator random = seed.random();
 * }
 * }</pre>
 */
public final class Seed implements TestExecutionExceptionHandler {

  private final long value;

  public Seed() {
    this(given());
  }

  private static long given() {
    String given = System.getProperty("meridian.seed", "random");
    return given.equals("random") ? new SplittableRandom().nextLong() : Long.parseLong(given);
  }

  Seed(long value) {
    this.value = value;
  }

  /** A generator at the start of the seed's sequence; each call starts the same one. */
  public RandomGenerator random() {
    return new SplittableRandom(value);
  }

  public long value() {
    return value;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (!(failure instanceof TestAbortedException)) {
      System.err.println(
          context.getDisplayName() + " failed; repeat it with -Dmeridian.seed=" + value);
    }
    throw failure;
  }
}
