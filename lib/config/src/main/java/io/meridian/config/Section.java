package io.meridian.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A part of a configuration that is bound when it is known to what: a record's component of this
 * type takes any value.
 *
 * <p>How a mapping is bound to a record: a component's key is its name in snake_case, or what
 * {@link Key} says. Every key must belong to a component, or be {@link NotHonoured}. A component
 * that is not an {@link Optional}, a list, a map, a section or a record and has no {@link Default}
 * must be there; a key without a value is the same as no key, and so is an empty text for an {@link
 * Optional} of something else than text. Values are texts, numbers, {@code boolean}, {@link
 * java.time.Duration}, {@link ByteSize}, {@link Secret}, {@link java.net.URI}, {@link
 * java.nio.file.Path}, enums (in any case, with dashes or underscores), records, and lists and maps
 * by text of these. A record's constructor refuses values with {@link InvalidValueException}, or
 * with an {@link IllegalArgumentException} where the record as a whole is wrong. A single value in
 * place of a mapping is that of the record's {@link Shorthand}.
 */
public final class Section {
  private final String file;
  private final Optional<References> references;
  private final Optional<Node> node;
  private final int line;
  private final int column;
  private final String path;

  /**
   * A part of a file.
   *
   * @param node empty where there is nothing
   * @param line where it should stand, from 1 on, 0 if that is not known
   */
  Section(
      String file,
      Optional<References> references,
      Optional<Node> node,
      int line,
      int column,
      String path) {
    this.file = file;
    this.references = references;
    this.node = node;
    this.line = line;
    this.column = column;
    this.path = path;
  }

  /** Whether there is nothing at all. */
  public boolean isEmpty() {
    return node.isEmpty();
  }

  /**
   * Binds the section to a record.
   *
   * @throws ConfigException listing everything that is wrong
   */
  public <T extends Record> Bound<T> bind(Class<T> type) {
    Findings findings = new Findings(file);
    Object value = new Binding(file, references, findings).record(type, node, place());
    return new Bound<>(type.cast(checked(value, findings)), findings.warnings());
  }

  /**
   * Binds a section that is a list to a record for each entry.
   *
   * @throws ConfigException listing everything that is wrong
   */
  public <T extends Record> Bound<List<T>> bindList(Class<T> type) {
    Findings findings = new Findings(file);
    Binding binding = new Binding(file, references, findings);
    List<?> values =
        node.isPresent() ? binding.list(type, node.get(), At.of(node.get(), path)) : List.of();
    List<T> records = new ArrayList<>();
    checked(values, findings).forEach(value -> records.add(type.cast(value)));
    return new Bound<>(List.copyOf(records), findings.warnings());
  }

  private At place() {
    return new At(line, column, path);
  }

  private static <V> V checked(@Nullable V value, Findings findings) {
    findings.errors().sort(Comparator.comparingInt(ConfigProblem::line));
    if (!findings.errors().isEmpty()) {
      throw new ConfigException(findings.errors());
    }
    return Objects.requireNonNull(value);
  }

  /**
   * An error about a key of this section that only the section's user can find.
   *
   * @param key of this section, or the path of one below it; empty for the section itself
   */
  public ConfigException problem(String key, String finding, String remedy) {
    At at = node.map(found -> At.of(found, path)).orElse(place());
    Optional<Node> within = node;
    for (String part : key.isEmpty() ? new String[0] : key.split("\\.")) {
      Optional<NodeTuple> entry = within.flatMap(found -> entry(found, part));
      at = entry.isPresent() ? at.key(part, entry.get().getKeyNode()) : at.key(part);
      within = entry.map(NodeTuple::getValueNode);
    }
    Findings findings = new Findings(file);
    findings.error(at, finding, remedy);
    return new ConfigException(findings.errors());
  }

  private static Optional<NodeTuple> entry(Node node, String key) {
    return node instanceof MappingNode mapping
        ? mapping.getValue().stream()
            .filter(
                each -> each.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key))
            .findFirst()
        : Optional.empty();
  }
}
