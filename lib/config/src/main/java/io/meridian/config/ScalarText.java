package io.meridian.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the text of a value means for a type. */
final class ScalarText {
  private static final Map<String, Boolean> BOOLEANS =
      Map.of(
          "true", true, "yes", true, "on", true, "y", true, "false", false, "no", false, "off",
          false, "n", false);

  /** How a type is called in errors, with an example where that helps. */
  private record Reading(String expected, Function<String, Object> reader) {}

  private static final Map<Class<?>, Reading> READINGS =
      Map.ofEntries(
          Map.entry(String.class, new Reading("a text", text -> text)),
          Map.entry(Secret.class, new Reading("a text", Secret::new)),
          Map.entry(boolean.class, new Reading("true or false", ScalarText::truth)),
          Map.entry(Boolean.class, new Reading("true or false", ScalarText::truth)),
          Map.entry(int.class, new Reading("a whole number", ScalarText::integer)),
          Map.entry(Integer.class, new Reading("a whole number", ScalarText::integer)),
          Map.entry(long.class, new Reading("a whole number", ScalarText::whole)),
          Map.entry(Long.class, new Reading("a whole number", ScalarText::whole)),
          Map.entry(double.class, new Reading("a number", ScalarText::number)),
          Map.entry(Double.class, new Reading("a number", ScalarText::number)),
          Map.entry(
              Duration.class, new Reading("a duration such as 30s or 1h30m", DurationText::parse)),
          Map.entry(
              ByteSize.class, new Reading("a size such as 64MiB or a number", ByteSize::parse)),
          Map.entry(URI.class, new Reading("a URI", ScalarText::uri)),
          Map.entry(Path.class, new Reading("a path", ScalarText::path)));

  private ScalarText() {}

  /** Whether a text can stand for a type. */
  static boolean fits(Class<?> type) {
    return type.isEnum() || READINGS.containsKey(type);
  }

  /** What is expected for a type. */
  static String expected(Class<?> type) {
    return type.isEnum() ? "one of " + String.join(", ", words(type)) : reading(type).expected();
  }

  /**
   * The value of a text.
   *
   * @throws IllegalArgumentException if it has none
   */
  static Object read(Class<?> type, String text) {
    return type.isEnum() ? constant(type, text) : reading(type).reader().apply(text);
  }

  /** The word of a constant that is near to a text. */
  static Optional<String> nearest(Class<?> type, String text) {
    return type.isEnum() ? NearestName.of(text, words(type)) : Optional.empty();
  }

  private static Reading reading(Class<?> type) {
    Reading reading = READINGS.get(type);
    if (reading == null) {
      throw new IllegalStateException("no text can stand for a " + type.getName());
    }
    return reading;
  }

  private static List<String> words(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(ScalarText::word).toList();
  }

  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object constant(Class<?> type, String text) {
    String word = text.toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word(constant).equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown"));
  }

  private static Object truth(String text) {
    Boolean truth = BOOLEANS.get(text.toLowerCase(Locale.ROOT));
    if (truth == null) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return truth;
  }

  private static Object integer(String text) {
    return Integer.parseInt(text.replace("_", ""));
  }

  private static Object whole(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  private static Object number(String text) {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw new NumberFormatException("not finite");
    }
    return number;
  }

  private static Object uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Object path(String text) {
    if (text.isEmpty()) {
      throw new InvalidPathException(text, "empty");
    }
    return Path.of(text);
  }
}
