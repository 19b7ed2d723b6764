package io.meridian.tsdb.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tests a condition on the entries of series. Values are known by their symbols: where few values
 * fulfil the condition their symbols are compared, else a value's string is tested, and the answer
 * kept for the next series that has the same value. For one thread.
 */
final class LabelTest {
  private static final int SLOTS = 1 << 10;
  private static final long NO_SYMBOL = -1;

  private final LabelCondition condition;
  private final long nameSymbol;

  /** The symbols of the listed values, ascending unsigned, if these are known; else null. */
  private final long @Nullable [] listed;

  /**
   * Symbols whose values were tested, by the low bits of the symbol, with the answer above them.
   */
  private final long[] tested;

  private byte[] text = new byte[64];

  LabelTest(SeriesIndex index, LabelCondition condition) {
    this.condition = condition;
    this.nameSymbol = index.symbol(condition.name());
    this.listed =
        condition
            .exactValues()
            .map(values ->
                values.stream()
                    .mapToLong(value -> index.valueSymbol(condition.name(), value))
                    .sorted()
                    .toArray())
            .orElse(null);
    this.tested = new long[listed == null ? SLOTS : 0];
    Arrays.fill(tested, NO_SYMBOL);
  }

  /** Whether the current series fulfils the condition. */
  boolean test(EntryCursor series) {
    int label = nameSymbol == NO_SYMBOL ? -1 : series.findLabel((int) nameSymbol);
    if (label < 0) {
      return condition.matchesAbsent();
    }
    long symbol = Integer.toUnsignedLong(series.valueSymbol(label));
    if (listed != null) {
      return Arrays.binarySearch(listed, symbol) >= 0 != condition.matchesAbsent();
    }
    int slot = (int) symbol & (SLOTS - 1);
    long known = tested[slot];
    if (known >>> 1 == symbol) {
      return (known & 1) != 0;
    }
    boolean matches = matches(series, (int) symbol);
    tested[slot] = symbol << 1 | (matches ? 1 : 0);
    return matches;
  }

  private boolean matches(EntryCursor series, int symbol) {
    int length = series.copySymbol(symbol, text);
    if (length > text.length) {
      text = new byte[Math.max(length, 2 * text.length)];
      series.copySymbol(symbol, text);
    }
    return condition.matches(text, 0, length);
  }
}
