package io.meridian.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The name that is nearest to a text, if one is near: at most a third of the letters differ, two
   * at least being allowed, upper and lower case and the kind of dash counting for nothing.
   */
  public static Optional<String> of(String text, Collection<String> names) {
    String wanted = folded(text);
    int most = Math.max(2, wanted.length() / 3);
    return names.stream()
        .filter(name -> Math.abs(name.length() - wanted.length()) <= most)
        .filter(name -> distance(wanted, folded(name)) <= Math.min(most, name.length() - 1))
        .min(
            Comparator.<String>comparingInt(name -> distance(wanted, folded(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** How many letters must be put in, taken out, exchanged, or swapped with their neighbour. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int exchanged = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(exchanged, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
