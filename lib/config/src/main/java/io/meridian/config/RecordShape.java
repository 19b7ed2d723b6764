package io.meridian.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A record type as a mapping: its keys in the order of its components. */
final class RecordShape {
  private final Class<?> type;
  private final List<Component> components = new ArrayList<>();
  private final Map<String, NotHonoured> notHonoured = new LinkedHashMap<>();

  /** A key and what it stands for. */
  record Component(String key, Type type, Optional<String> defaultText) {}

  RecordShape(Class<?> type) {
    this.type = type;
    for (RecordComponent each : type.getRecordComponents()) {
      Default text = each.getAnnotation(Default.class);
      components.add(
          new Component(
              keyOf(each), each.getGenericType(), Optional.ofNullable(text).map(Default::value)));
    }
    for (NotHonoured each : type.getAnnotationsByType(NotHonoured.class)) {
      notHonoured.put(each.key(), each);
    }
  }

  static String keyOf(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    return key == null
        ? component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
        : key.value();
  }

  List<Component> components() {
    return components;
  }

  Optional<NotHonoured> notHonoured(String key) {
    return Optional.ofNullable(notHonoured.get(key));
  }

  /** The key that a single value in place of the mapping is for. */
  Optional<String> shorthand() {
    return Optional.ofNullable(type.getAnnotation(Shorthand.class)).map(Shorthand::value);
  }

  /** All keys that may stand in the mapping. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    components.forEach(component -> keys.add(component.key()));
    keys.addAll(notHonoured.keySet());
    return keys;
  }

  /**
   * Makes the record.
   *
   * @throws IllegalArgumentException if its constructor refuses the values
   */
  Object construct(Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("making a " + type.getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("making a " + type.getName(), e);
    }
  }
}
