package io.meridian.service.flag;

import io.meridian.config.ConfigFile;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Settings as one could write them into a file. Secrets stay hidden, as they print themselves. */
public final class SettingsText {
  private SettingsText() {}

  /** The settings, a key a line. */
  public static String of(Record settings) {
    StringBuilder text = new StringBuilder();
    append(text, settings, "");
    return text.toString();
  }

  private static void append(StringBuilder text, Record settings, String indent) {
    for (RecordComponent each : settings.getClass().getRecordComponents()) {
      text.append(indent).append(ConfigFile.keyOf(each)).append(":");
      append(text, value(settings, each.getAccessor()), indent);
    }
  }

  static Object value(Record settings, Method accessor) {
    try {
      accessor.setAccessible(true);
      return accessor.invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("reading " + accessor, e);
    }
  }

  private static void append(StringBuilder text, Object value, String indent) {
    switch (value) {
      case Optional<?> optional when optional.isEmpty() -> text.append("\n");
      case Optional<?> optional -> append(text, optional.get(), indent);
      case Collection<?> list when list.isEmpty() -> text.append(" []\n");
      case Collection<?> list -> {
        text.append("\n");
        for (Object each : list) {
          text.append(indent).append("  -");
          append(text, each, indent + "  ");
        }
      }
      case Map<?, ?> map -> {
        text.append("\n");
        map.forEach((key, each) -> {
          text.append(indent).append("  ").append(key).append(":");
          append(text, each, indent + "  ");
        });
      }
      case Duration duration -> text.append(" ").append(go(duration)).append("\n");
      case Record record when !isPrinted(record) -> {
        text.append("\n");
        append(text, record, indent + "  ");
      }
      default -> text.append(" ").append(value).append("\n");
    }
  }

  /** Whether a record prints itself as its text, as sizes do. */
  private static boolean isPrinted(Record record) {
    try {
      return record.getClass().getMethod("toString").getDeclaringClass() == record.getClass()
          && !record.toString().startsWith(record.getClass().getSimpleName() + "[");
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** A duration as Go writes it, in whole milliseconds. */
  static String go(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    StringBuilder text = new StringBuilder(duration.isNegative() ? "-" : "");
    Duration left = duration.abs();
    part(text, left.toDays(), "d");
    part(text, left.toHoursPart(), "h");
    part(text, left.toMinutesPart(), "m");
    part(text, left.toSecondsPart(), "s");
    part(text, left.toMillisPart(), "ms");
    return text.toString();
  }

  private static void part(StringBuilder text, long number, String unit) {
    if (number != 0) {
      text.append(number).append(unit);
    }
  }
}
