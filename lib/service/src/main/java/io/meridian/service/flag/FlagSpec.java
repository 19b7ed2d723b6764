package io.meridian.service.flag;

import io.meridian.config.ConfigFile;
import io.meridian.config.Default;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A flag that a command line may have. */
sealed interface FlagSpec {
  String name();

  boolean isBoolean();

  /**
   * One that sets a component.
   *
   * @param path of the component's key in the file
   * @param isList whether it may be repeated
   * @param defaultText what it is when nobody says anything
   */
  record Setting(
      String name,
      String help,
      List<String> path,
      boolean isBoolean,
      boolean isList,
      Optional<String> defaultText)
      implements FlagSpec {}

  /** One of Thanos' that has no effect. */
  record Ignored(String name, boolean isBoolean, String instead, String unless)
      implements FlagSpec {}

  /** One of Thanos' that is not taken. */
  record Refused(String name, boolean isBoolean, String because, String remedy, String unless)
      implements FlagSpec {}

  /** All flags of a record type and of the records in it, in the order of their components. */
  static List<FlagSpec> of(Class<? extends Record> type) {
    List<FlagSpec> flags = new ArrayList<>();
    collect(type, List.of(), flags);
    return flags;
  }

  private static void collect(Class<?> type, List<String> path, List<FlagSpec> flags) {
    for (RecordComponent each : type.getRecordComponents()) {
      List<String> here = new ArrayList<>(path);
      here.add(ConfigFile.keyOf(each));
      Flag flag = each.getAnnotation(Flag.class);
      if (flag != null) {
        flags.add(setting(flag, each, here));
      } else if (each.getType().isRecord()) {
        collect(each.getType(), here, flags);
      }
    }
    for (IgnoredFlag each : type.getAnnotationsByType(IgnoredFlag.class)) {
      flags.add(new Ignored(each.name(), each.isBoolean(), each.instead(), each.unless()));
    }
    for (RefusedFlag each : type.getAnnotationsByType(RefusedFlag.class)) {
      flags.add(
          new Refused(each.name(), each.isBoolean(), each.because(), each.remedy(), each.unless()));
    }
  }

  private static Setting setting(Flag flag, RecordComponent component, List<String> path) {
    Default text = component.getAnnotation(Default.class);
    return new Setting(
        flag.value(),
        flag.help(),
        path,
        isBoolean(component),
        component.getType() == List.class,
        Optional.ofNullable(text).map(Default::value));
  }

  private static boolean isBoolean(RecordComponent component) {
    return component.getType() == boolean.class
        || (component.getGenericType() instanceof ParameterizedType generic
            && generic.getActualTypeArguments()[0] == Boolean.class
            && component.getType() == Optional.class);
  }
}
