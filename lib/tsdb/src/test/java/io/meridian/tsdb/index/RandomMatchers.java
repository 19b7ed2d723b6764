package io.meridian.tsdb.index;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Matchers of every kind, most of them about labels and values that some series have. */
final class RandomMatchers {
  private final RandomGenerator random;
  private final List<String> names = new ArrayList<>();
  private final Map<String, List<String>> values = new TreeMap<>();

  RandomMatchers(RandomGenerator random, Iterable<Labels> series) {
    this.random = random;
    for (Labels labels : series) {
      for (LabelCursor label = labels.cursor(); label.next(); ) {
        values.computeIfAbsent(label.name(), name -> new ArrayList<>()).add(label.value());
      }
    }
    names.addAll(values.keySet());
    names.add("absent");
    names.add("");
  }

  List<Matcher> some() {
    List<Matcher> matchers = new ArrayList<>();
    for (int i = random.nextInt(random.nextInt(4) == 0 ? 6 : 4); i >= 0; i--) {
      matchers.add(one());
    }
    return matchers;
  }

  Matcher one() {
    String name = random.nextInt(12) == 0 ? pick(names) : pick(names.subList(0, names.size() - 2));
    String value = value(name);
    MatchType type = pick(List.of(MatchType.values()));
    return Matcher.of(
        type,
        name,
        type == MatchType.EQUAL || type == MatchType.NOT_EQUAL
            ? random.nextInt(10) == 0 ? "" : value
            : regex(value, name));
  }

  private String value(String name) {
    List<String> known = values.getOrDefault(name, List.of("nothing"));
    String value = pick(known);
    return switch (random.nextInt(12)) {
      case 0 -> value + "x";
      case 1 ->
          value.substring(
              0, value.offsetByCodePoints(0, value.codePointCount(0, value.length()) / 2));
      default -> value;
    };
  }

  private String regex(String value, String name) {
    String shortened = value.length() > 60 ? value.substring(0, 60) : value;
    String literal = quote(shortened);
    int half = shortened.offsetByCodePoints(0, shortened.codePointCount(0, shortened.length()) / 2);
    return switch (random.nextInt(14)) {
      case 0 -> literal;
      case 1 -> literal + "|" + quote(value(name));
      case 2 -> quote(shortened.substring(0, half)) + ".*";
      case 3 -> quote(shortened.substring(0, half)) + ".+";
      case 4 -> ".*" + quote(shortened.substring(half));
      case 5 -> ".*" + quote(shortened.substring(half / 2, half)) + ".*";
      case 6 -> ".*";
      case 7 -> ".+";
      case 8 -> literal + "|";
      case 9 -> "(?i)" + literal;
      case 10 -> "[a-m].*[0-4]";
      case 11 -> "(" + literal + ")?";
      case 12 -> "";
      default -> "[^a].*|" + literal;
    };
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
            quoted.append('\\');
          }
          quoted.appendCodePoint(c);
        });
    return quoted.toString();
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
