package io.meridian.service.flag;

import io.meridian.config.ByteSize;
import io.meridian.config.ConfigFile;
import io.meridian.config.Default;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every flag and key of a record of settings, as tables of Markdown, in the order of declaration.
 */
final class ReferencePage {
  private final StringBuilder text = new StringBuilder();
  private final List<String> without = new ArrayList<>();

  private ReferencePage() {}

  /**
   * The tables of a record type.
   *
   * @throws IllegalArgumentException if a component says nowhere what it is for
   */
  static String of(Class<? extends Record> type) {
    ReferencePage page = new ReferencePage();
    page.text.append("| flag | key | values | default | |\n|---|---|---|---|---|\n");
    page.rows(type, List.of());
    if (!page.without.isEmpty()) {
      throw new IllegalArgumentException(
          "neither @Flag nor @FileKey says what these are for: " + page.without);
    }
    page.others(FlagSpec.of(type));
    return page.text.toString();
  }

  private void rows(Class<?> type, List<String> path) {
    for (RecordComponent each : type.getRecordComponents()) {
      List<String> here = new ArrayList<>(path);
      here.add(ConfigFile.keyOf(each));
      Flag flag = each.getAnnotation(Flag.class);
      FileKey key = each.getAnnotation(FileKey.class);
      String name = String.join(".", here);
      if (flag != null) {
        row("`--" + flag.value() + "`", name, each, flag.help());
      } else if (key != null) {
        row("", name, each, key.help());
      } else if (each.getType().isRecord() && each.getType() != ByteSize.class) {
        rows(each.getType(), here);
      } else {
        without.add(name);
      }
    }
  }

  private void row(String flag, String key, RecordComponent component, String help) {
    Default text = component.getAnnotation(Default.class);
    String usual = text == null || text.value().isEmpty() ? "" : "`" + text.value() + "`";
    this.text
        .append("| ")
        .append(String.join(" | ", flag, "`" + key + "`", values(component), usual, help))
        .append(" |\n");
  }

  private static String values(RecordComponent component) {
    Type type = component.getGenericType();
    boolean isMany = component.getType() == List.class;
    if (type instanceof ParameterizedType generic
        && (isMany || component.getType() == Optional.class)) {
      type = generic.getActualTypeArguments()[0];
    }
    String one = value(type);
    return isMany ? one + ", repeatable" : one;
  }

  private static String value(Type type) {
    if (type == boolean.class || type == Boolean.class) {
      return "true, false";
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "number";
    }
    if (type == Duration.class) {
      return "duration";
    }
    if (type == ByteSize.class) {
      return "size";
    }
    if (type == Path.class) {
      return "file";
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      List<String> names = new ArrayList<>();
      for (Object each : choice.getEnumConstants()) {
        names.add(each.toString().toLowerCase(Locale.ROOT));
      }
      return String.join(", ", names);
    }
    return "text";
  }

  private void others(List<FlagSpec> flags) {
    List<String> rows = new ArrayList<>();
    for (FlagSpec each : flags) {
      switch (each) {
        case FlagSpec.Setting _ -> {}
        case FlagSpec.Ignored(var name, _, var instead, var unless) ->
            rows.add(
                "| `--%s` | accepted, no effect%s: %s |\n"
                    .formatted(
                        name, unless.isEmpty() ? "" : ", but for `" + unless + "`", instead));
        case FlagSpec.Refused(var name, _, var because, var remedy, var unless) ->
            rows.add(
                "| `--%s` | refused%s: %s; %s |\n"
                    .formatted(
                        name,
                        unless.isEmpty() ? "" : ", but for `" + unless + "`",
                        because,
                        remedy));
      }
    }
    if (!rows.isEmpty()) {
      text.append("\n| flag of Thanos | |\n|---|---|\n");
      rows.forEach(text::append);
    }
  }
}
