package io.meridian.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Randomness that can be repeated: a new seed each run, printed when a test fails, or the one given
 * by {@code -Dmeridian.seed}.
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
    this(Long.getLong("meridian.seed", new SplittableRandom().nextLong()));
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
