package io.meridian.tsdb.head;

/**
 * What the labels of a new series may be. Series that are there already stay. More than {@value
 * #MOST} labels no new series has, whatever is said here: each name takes about a kilobyte of a
 * head, which keeps it for good.
 *
 * @param count how many labels a series may have
 * @param nameBytes how long a name may be, bytes of UTF-8
 * @param valueBytes how long a value may be, bytes of UTF-8
 */
public record LabelLimits(int count, int nameBytes, int valueBytes) {
  /** How many labels a series may have where nothing less is said. */
  public static final int MOST = 1024;

  /** No limits but that one, and what a request may hold. */
  public static final LabelLimits NONE =
      new LabelLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  public LabelLimits {
    if (count < 1 || nameBytes < 1 || valueBytes < 1) {
      throw new IllegalArgumentException(
          "limits of labels must be at least 1, not %d, %d, %d"
              .formatted(count, nameBytes, valueBytes));
    }
  }
}
