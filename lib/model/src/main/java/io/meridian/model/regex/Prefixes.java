package io.meridian.model.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists of what values begin with. */
final class Prefixes {
  /** The list that says nothing: every value begins with nothing. */
  static final List<byte[]> UNKNOWN = List.of(new byte[0]);

  private Prefixes() {}

  /** The same strings ascending and without repetition. */
  static List<byte[]> distinct(List<byte[]> strings) {
    List<byte[]> sorted = new ArrayList<>(strings);
    sorted.sort(Arrays::compareUnsigned);
    List<byte[]> distinct = new ArrayList<>(sorted.size());
    for (byte[] string : sorted) {
      if (distinct.isEmpty() || !Arrays.equals(distinct.getLast(), string)) {
        distinct.add(string);
      }
    }
    return distinct;
  }

  /** The same prefixes, ascending, less those that begin with another. */
  static List<byte[]> minimal(List<byte[]> prefixes) {
    List<byte[]> minimal = new ArrayList<>();
    for (byte[] prefix : distinct(prefixes)) {
      if (minimal.isEmpty() || !startsWith(prefix, minimal.getLast())) {
        minimal.add(prefix);
      }
    }
    return minimal;
  }

  private static boolean startsWith(byte[] string, byte[] prefix) {
    return string.length >= prefix.length
        && Arrays.equals(string, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** What all of some ascending strings begin with. */
  static byte[] common(List<byte[]> ascending) {
    if (ascending.isEmpty()) {
      return new byte[0];
    }
    byte[] first = ascending.getFirst();
    int mismatch = Arrays.mismatch(first, ascending.getLast());
    return mismatch < 0 ? first : Arrays.copyOf(first, mismatch);
  }
}
