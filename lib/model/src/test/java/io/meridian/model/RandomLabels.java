package io.meridian.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Label sets of few names and values that often have beginnings in common, of every kind of rune
 * and length.
 */
final class RandomLabels {
  private static final String[] PIECES = {
    "a", "b", "ab", "é", "\uffee", "😀", "\ud83d\ude01", "\u0001", "\uf000", "z", "_", "0", "日本"
  };

  private final RandomGenerator random;

  RandomLabels(RandomGenerator random) {
    this.random = random;
  }

  Map<String, String> map() {
    Map<String, String> labels = new TreeMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      labels.put(text(3), text(random.nextInt(40) == 0 ? 300 : 4));
    }
    return labels;
  }

  String text(int most) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
