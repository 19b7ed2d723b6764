package io.meridian.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A place in a file.
 *
 * @param source what stands in the file's place: the name of a {@link Replacement}, else empty
 * @param line from 1 on, 0 if not known
 * @param path of keys
 */
record At(Optional<String> source, int line, int column, String path) {
  At(int line, int column, String path) {
    this(Optional.empty(), line, column, path);
  }

  static At of(Node node, String path) {
    Optional<String> source = Replacement.source(node);
    return source.isPresent()
        ? new At(source, 0, 0, "")
        : new At(
            node.getStartMark().map(Mark::getLine).orElse(-1) + 1,
            node.getStartMark().map(Mark::getColumn).orElse(-1) + 1,
            path);
  }

  /** A key that should stand here. */
  At key(String key) {
    return new At(source, line, column, path.isEmpty() ? key : path + "." + key);
  }

  /** A key that does. */
  At key(String key, Node node) {
    return of(node, key(key).path());
  }

  /** An entry of a list. */
  At entry(int position, Node node) {
    return of(node, path + "[" + position + "]");
  }
}
