package io.meridian.model;

/**
 * Label sets of which most labels were left out: in their place stands the {@link SeriesHash} of
 * all, as a first label whose name is the byte 0. Such sets are packed ones like others, and are
 * merged and compared as these are: by the hash, then by the labels that are left.
 *
 * <pre>
 *   set   := 1 0x00 20 hash label*
 *   hash  := 20 bytes: each half of the hash in ten groups of seven bits, the greatest first
 * </pre>
 *
 * Groups of seven bits are ASCII, so that the value is text as that of other labels.
 */
public final class HashedLabels {
  /** How many bytes the hash's label has. */
  public static final int SIZE = 23;

  private static final int NAME_LENGTH = 1;
  private static final int NAME = 0;
  private static final int HASH_LENGTH = 20;
  private static final int GROUP = 7;
  private static final int HIGHEST = 63;

  private HashedLabels() {}

  /** Writes the hash's label behind what is there. */
  public static void write(long high, long low, LabelBytes into) {
    into.add((byte) NAME_LENGTH).add((byte) NAME).add((byte) HASH_LENGTH);
    writeGroups(high, into);
    writeGroups(low, into);
  }

  private static void writeGroups(long half, LabelBytes into) {
    for (int shift = HIGHEST; shift >= 0; shift -= GROUP) {
      into.add((byte) ((half >>> shift) & 0x7f));
    }
  }

  /** Whether a packed set begins with a hash. */
  public static boolean is(byte[] packed, int from, int to) {
    return to - from >= SIZE
        && packed[from] == NAME_LENGTH
        && packed[from + 1] == NAME
        && packed[from + 2] == HASH_LENGTH;
  }

  /** Whether a label of this name could be taken for a hash. */
  public static boolean isReserved(String name) {
    return name.equals("\0");
  }
}
