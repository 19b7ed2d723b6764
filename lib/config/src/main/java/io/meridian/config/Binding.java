package io.meridian.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns nodes of a file into values; what is wrong goes into the findings, and the value is null
 * then, so that one pass finds everything.
 */
final class Binding {
  private final String file;
  private final Optional<References> references;
  private final Findings findings;

  Binding(String file, Optional<References> references, Findings findings) {
    this.file = file;
    this.references = references;
    this.findings = findings;
  }

  /** A key with its value as they stand in the file. */
  private record Entry(At at, Node value) {}

  /**
   * A record.
   *
   * @param place where it should stand if it is not there
   */
  @Nullable Object record(Class<?> type, Optional<Node> node, At place) {
    At at = node.map(found -> At.of(found, place.path())).orElse(place);
    RecordShape shape = new RecordShape(type);
    Map<String, Entry> entries = node.isPresent() ? entries(node.get(), shape, at) : Map.of();
    if (entries == null) {
      return null;
    }
    int before = findings.errors().size();
    List<Object> values = new ArrayList<>();
    for (RecordShape.Component component : shape.components()) {
      Object value = component(component, entries.get(component.key()), at);
      if (value != null) {
        values.add(value);
      }
    }
    entries.forEach((key, entry) -> checkKey(shape, key, entry));
    return findings.errors().size() > before
        ? null
        : construct(shape, values.toArray(), entries, at);
  }

  private @Nullable Object component(
      RecordShape.Component component, @Nullable Entry entry, At section) {
    if (entry == null) {
      return absent(component, section.key(component.key()));
    }
    return isNull(entry.value())
        ? absent(component, entry.at())
        : value(component.type(), entry.value(), entry.at().path());
  }

  private void checkKey(RecordShape shape, String key, Entry entry) {
    Optional<NotHonoured> passedOver = shape.notHonoured(key);
    if (passedOver.isPresent()) {
      warn(passedOver.get(), entry);
    } else if (!shape.keys().contains(key)) {
      List<String> known = shape.keys();
      findings.error(
          entry.at(),
          "unknown key",
          NearestName.of(key, known)
              .map(near -> "did you mean " + near + "?")
              .orElse("known here are " + String.join(", ", known)));
    }
  }

  private void warn(NotHonoured passedOver, Entry entry) {
    boolean harmless =
        isNull(entry.value())
            || isEmptyText(entry.value())
            || (entry.value() instanceof ScalarNode scalar
                && scalar.getValue().equals(passedOver.unless()));
    if (!harmless) {
      findings.warning(
          entry.at(), "read but not honoured: " + passedOver.instead(), "remove the key");
    }
  }

  private @Nullable Object construct(
      RecordShape shape, Object[] values, Map<String, Entry> entries, At at) {
    try {
      return shape.construct(values);
    } catch (InvalidValueException e) {
      Entry entry = entries.get(e.key());
      findings.error(entry == null ? at.key(e.key()) : entry.at(), e.finding(), e.remedy());
    } catch (IllegalArgumentException e) {
      findings.error(at, String.valueOf(e.getMessage()), "correct the values here");
    }
    return null;
  }

  private @Nullable Object absent(RecordShape.Component component, At at) {
    Class<?> type = raw(component.type());
    if (component.defaultText().isPresent()) {
      return ScalarText.read(type, component.defaultText().get());
    }
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Map.class) {
      return Map.of();
    }
    if (type == Section.class) {
      return new Section(file, references, Optional.empty(), at.line(), at.column(), at.path());
    }
    if (type.isRecord() && !ScalarText.fits(type)) {
      return record(type, Optional.empty(), at);
    }
    findings.error(at, "is missing", "add the key, with " + ScalarText.expected(type));
    return null;
  }

  private @Nullable Object value(Type type, Node node, String path) {
    At at = At.of(node, path);
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      if (isEmptyText(node) && raw(argument(type, 0)) != String.class) {
        return Optional.empty();
      }
      Object value = value(argument(type, 0), node, path);
      return value == null ? null : Optional.of(value);
    }
    if (raw == List.class) {
      return list(argument(type, 0), node, at);
    }
    if (raw == Map.class) {
      return map(argument(type, 1), node, at);
    }
    if (raw == Section.class) {
      return new Section(file, references, Optional.of(node), at.line(), at.column(), path);
    }
    return ScalarText.fits(raw) ? scalar(raw, node, at) : record(raw, Optional.of(node), at);
  }

  @Nullable List<Object> list(Type type, Node node, At at) {
    if (!(node instanceof SequenceNode sequence)) {
      findings.error(at, "expected a list, found " + kind(node), "begin each entry with a dash");
      return null;
    }
    List<Object> values = new ArrayList<>();
    boolean whole = true;
    for (Node each : sequence.getValue()) {
      Object value = value(type, each, at.entry(values.size(), each).path());
      whole &= value != null;
      values.add(value == null ? "" : value);
    }
    return whole ? List.copyOf(values) : null;
  }

  private @Nullable Map<String, Object> map(Type type, Node node, At at) {
    Map<String, Entry> entries = entries(node, at);
    if (entries == null) {
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    entries.forEach((key, entry) -> {
      Object value = value(type, entry.value(), entry.at().path());
      if (value != null) {
        values.put(key, value);
      }
    });
    return values.size() == entries.size() ? Collections.unmodifiableMap(values) : null;
  }

  private @Nullable Object scalar(Class<?> type, Node node, At at) {
    if (!(node instanceof ScalarNode scalar)) {
      findings.error(
          at,
          "expected " + ScalarText.expected(type) + ", found " + kind(node),
          "write a single value");
      return null;
    }
    String written = scalar.getValue();
    try {
      boolean refers = references.isPresent() && at.source().isEmpty();
      String text = refers ? references.get().replace(written) : written;
      return ScalarText.read(type, text);
    } catch (References.UnsetException e) {
      findings.error(
          at,
          "refers to the environment variable " + e.getMessage() + ", which is not set",
          "set it, or write the value itself");
    } catch (IllegalArgumentException e) {
      findings.error(
          at,
          "expected "
              + ScalarText.expected(type)
              + (type == Secret.class ? "" : ", found \"" + shortened(written) + "\""),
          ScalarText.nearest(type, written)
              .map(near -> "did you mean " + near + "?")
              .orElse("correct the value"));
    }
    return null;
  }

  /** As it is written, since what a reference stands for may be a secret. */
  private static String shortened(String written) {
    return written.length() <= 60 ? written : written.substring(0, 60) + "…";
  }

  /** The keys of a record's mapping; null if it is none. */
  private @Nullable Map<String, Entry> entries(Node node, RecordShape shape, At at) {
    return node instanceof ScalarNode && !isNull(node) && shape.shorthand().isPresent()
        ? Map.of(shape.shorthand().get(), new Entry(at, node))
        : entries(node, at);
  }

  /** The keys of a mapping; null if it is none. */
  private @Nullable Map<String, Entry> entries(Node node, At at) {
    if (isNull(node)) {
      return Map.of();
    }
    if (!(node instanceof MappingNode mapping)) {
      findings.error(at, "expected keys with values, found " + kind(node), "write key: value");
      return null;
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple each : mapping.getValue()) {
      if (!(each.getKeyNode() instanceof ScalarNode key)) {
        findings.error(At.of(each.getKeyNode(), at.path()), "a key is a text", "write key: value");
        continue;
      }
      At place = at.key(key.getValue(), key);
      Entry earlier = entries.putIfAbsent(key.getValue(), new Entry(place, each.getValueNode()));
      if (earlier != null) {
        findings.error(
            place, "stands in line " + earlier.at().line() + " already", "remove one of the two");
      }
    }
    return entries;
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static boolean isEmptyText(Node node) {
    return node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
  }

  private static String kind(Node node) {
    return switch (node) {
      case SequenceNode _ -> "a list";
      case MappingNode _ -> "keys with values";
      default -> "a single value";
    };
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalStateException("a component cannot be of type " + type);
    };
  }

  private static Type argument(Type type, int position) {
    if (type instanceof ParameterizedType generic) {
      return generic.getActualTypeArguments()[position];
    }
    throw new IllegalStateException("a component needs to say of what: " + type);
  }
}
