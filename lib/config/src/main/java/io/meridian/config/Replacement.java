package io.meridian.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value that did not come from the file but goes before what the file says.
 *
 * @param source what errors call it, such as {@code --tsdb.retention}
 * @param path of keys, from the outermost
 * @param values one text, or those of a list
 * @param list whether the value is a list
 */
public record Replacement(String source, List<String> path, List<String> values, boolean list) {
  /** Before a source's name in a node's mark, to tell it from a file's. */
  private static final String MARK = "\0";

  public Replacement {
    path = List.copyOf(path);
    values = List.copyOf(values);
    if (path.isEmpty() || (!list && values.size() != 1)) {
      throw new IllegalArgumentException(source + ": no path, or not one value: " + values);
    }
  }

  /** Where a node's value came from, if not from the file. */
  static Optional<String> source(Node node) {
    return node.getStartMark()
        .map(Mark::getName)
        .filter(name -> name.startsWith(MARK))
        .map(name -> name.substring(MARK.length()));
  }

  /** The document with this value at its place. */
  Node in(Optional<Node> root) {
    return put(root, 0);
  }

  private Node put(Optional<Node> at, int depth) {
    if (depth == path.size()) {
      return list
          ? new SequenceNode(
              Tag.SEQ,
              true,
              values.stream().map(this::scalar).toList(),
              FlowStyle.BLOCK,
              mark(),
              mark())
          : scalar(values.getFirst());
    }
    List<NodeTuple> entries = new ArrayList<>();
    Optional<Node> below = Optional.empty();
    Node key = scalar(path.get(depth));
    if (at.isPresent() && at.get() instanceof MappingNode mapping) {
      for (NodeTuple each : mapping.getValue()) {
        if (each.getKeyNode() instanceof ScalarNode name
            && name.getValue().equals(path.get(depth))) {
          below = Optional.of(each.getValueNode());
          key = depth == path.size() - 1 ? key : name;
        } else {
          entries.add(each);
        }
      }
    } else if (at.isPresent() && !at.get().getTag().equals(Tag.NULL)) {
      return at.get(); // no mapping: an error that binding finds
    }
    entries.add(new NodeTuple(key, put(below, depth + 1)));
    return new MappingNode(
        Tag.MAP,
        true,
        entries,
        FlowStyle.BLOCK,
        at.flatMap(Node::getStartMark),
        at.flatMap(Node::getEndMark));
  }

  private Node scalar(String text) {
    return new ScalarNode(Tag.STR, true, text, ScalarStyle.PLAIN, mark(), mark());
  }

  private Optional<Mark> mark() {
    return Optional.of(new Mark(MARK + source, 0, -1, -1, new int[0], 0));
  }
}
