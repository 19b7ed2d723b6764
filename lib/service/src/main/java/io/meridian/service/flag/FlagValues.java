package io.meridian.service.flag;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Settings by the flags that set them. Secrets stay hidden, as they print themselves. */
public final class FlagValues {
  private FlagValues() {}

  /** The value of each flag, empty where nothing is set; sorted by name. */
  public static Map<String, String> of(Record settings) {
    Map<String, String> values = new TreeMap<>();
    collect(settings, values);
    return values;
  }

  private static void collect(Record settings, Map<String, String> into) {
    for (RecordComponent each : settings.getClass().getRecordComponents()) {
      Object value = SettingsText.value(settings, each.getAccessor());
      Flag flag = each.getAnnotation(Flag.class);
      if (flag != null) {
        into.put(flag.value(), text(value));
      } else if (value instanceof Record nested) {
        collect(nested, into);
      }
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(FlagValues::text).orElse("");
      case Collection<?> list ->
          list.stream().map(FlagValues::text).collect(Collectors.joining(","));
      case Duration duration -> SettingsText.go(duration);
      case Enum<?> choice -> choice.name().toLowerCase(Locale.ROOT);
      default -> String.valueOf(value);
    };
  }
}
