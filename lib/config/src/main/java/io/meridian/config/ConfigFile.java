package io.meridian.config;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A configuration in YAML, read and not yet bound.
 *
 * <p>One document, a mapping or a list; an empty one has no keys and no entries. Texts may refer to
 * environment variables: <code>${NAME}</code>, or <code>$(NAME)</code> as in Thanos; they are put
 * in after the YAML is read, so that a value is never taken for YAML, and a variable that is not
 * set is an error.
 */
public final class ConfigFile {
  /** No configuration is larger; a wrong file often is. */
  private static final int LARGEST = 4 << 20;

  private final String name;
  private final Optional<Node> root;
  private final Optional<References> references;

  private ConfigFile(String name, Optional<Node> root, Optional<References> references) {
    this.name = name;
    this.root = root;
    this.references = references;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or is no YAML
   */
  public static ConfigFile read(Path file) {
    String name = file.toString();
    try {
      if (Files.size(file) > LARGEST) {
        throw failure(
            name, "is larger than " + LARGEST + " bytes", "check that it is the right file");
      }
      return of(name, Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failure(name, "cannot be read: " + e, "check its path and who may read it");
    }
  }

  /**
   * Reads a text.
   *
   * @param name what errors call it, such as the flag it came with
   * @throws ConfigException if it is no YAML
   */
  public static ConfigFile of(String name, String yaml) {
    Optional<References> references = Optional.of(new References(Environment.ofProcess()));
    return new ConfigFile(name, compose(name, yaml), references);
  }

  private static Optional<Node> compose(String name, String yaml) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setUseMarks(true)
            .setSchema(new CoreSchema())
            .setCodePointLimit(LARGEST)
            .build();
    try {
      Iterator<Node> documents = new Compose(settings).composeAllFromString(yaml).iterator();
      Optional<Node> first = documents.hasNext() ? Optional.of(documents.next()) : Optional.empty();
      if (documents.hasNext()) {
        throw failure(
            name, "has more than one document", "remove the lines from the second --- on");
      }
      return first;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
      int column = e.getProblemMark().map(Mark::getColumn).orElse(-1) + 1;
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  name, line, column, "", "is no YAML: " + said(e), "correct the syntax here")));
    } catch (YamlEngineException e) {
      throw failure(name, "is no YAML: " + e.getMessage(), "correct the syntax");
    }
  }

  private static String said(MarkedYamlEngineException e) {
    return e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
  }

  private static ConfigException failure(String name, String finding, String remedy) {
    return new ConfigException(List.of(new ConfigProblem(name, 0, 0, "", finding, remedy)));
  }

  /** The same with references into another environment. */
  public ConfigFile with(Environment environment) {
    return new ConfigFile(name, root, Optional.of(new References(environment)));
  }

  /** The same with every dollar standing for itself, for texts with references of their own. */
  public ConfigFile verbatim() {
    return new ConfigFile(name, root, Optional.empty());
  }

  /**
   * The same with values from elsewhere in place of its own, or beside them; errors about them name
   * where they are from. A dollar in them stands for itself.
   */
  public ConfigFile replacing(List<Replacement> replacements) {
    Optional<Node> changed = root;
    for (Replacement each : replacements) {
      changed = Optional.of(each.in(changed));
    }
    return new ConfigFile(name, changed, references);
  }

  /** A file with nothing in it. */
  public static ConfigFile empty() {
    return of("", "");
  }

  /** The key of a record's component, as it stands in a file. */
  public static String keyOf(RecordComponent component) {
    return RecordShape.keyOf(component);
  }

  /**
   * Binds the file to a record; see {@link Section}.
   *
   * @throws ConfigException listing everything that is wrong
   */
  public <T extends Record> Bound<T> bind(Class<T> type) {
    return section().bind(type);
  }

  /**
   * Binds a file that is a list, of which JSON is a form, to a record for each entry.
   *
   * @throws ConfigException listing everything that is wrong
   */
  public <T extends Record> Bound<List<T>> bindList(Class<T> type) {
    return section().bindList(type);
  }

  /**
   * An error about the file that only its user can find.
   *
   * @param path of the key or entry; empty for the file itself
   */
  public ConfigException problem(String path, String finding, String remedy) {
    return new ConfigException(List.of(new ConfigProblem(name, 0, 0, path, finding, remedy)));
  }

  private Section section() {
    return new Section(name, references, root, 0, 0, "");
  }
}
