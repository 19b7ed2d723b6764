package io.meridian.model.regex;

import io.meridian.model.regex.Node.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes off what says no more than that the whole value is tested: {@code ^} at the begin, {@code
 * $} at the end.
 */
final class Anchors {
  private Anchors() {}

  static Node strip(Node node) {
    return strip(node, true, true);
  }

  private static Node strip(Node node, boolean first, boolean last) {
    return switch (node) {
      case Node.Place(Condition condition) ->
          (first && isBegin(condition)) || (last && isEnd(condition)) ? Node.EMPTY : node;
      case Node.Sequence(List<Node> parts) -> Node.sequence(stripEnds(parts, first, last));
      case Node.Choice(List<Node> alternatives) ->
          Node.choice(alternatives.stream().map(each -> strip(each, first, last)).toList());
      case Node.Text text -> text;
      case Node.Chars chars -> chars;
      case Node.Repeat repeat -> repeat;
    };
  }

  private static List<Node> stripEnds(List<Node> parts, boolean first, boolean last) {
    List<Node> stripped = new ArrayList<>(parts);
    for (int i = 0; first && i < stripped.size(); i++) {
      stripped.set(i, strip(stripped.get(i), true, false));
      if (!stripped.get(i).equals(Node.EMPTY)) {
        break;
      }
    }
    for (int i = stripped.size() - 1; last && i >= 0; i--) {
      stripped.set(i, strip(stripped.get(i), false, true));
      if (!stripped.get(i).equals(Node.EMPTY)) {
        break;
      }
    }
    return stripped;
  }

  private static boolean isBegin(Condition condition) {
    return condition == Condition.TEXT_BEGIN || condition == Condition.LINE_BEGIN;
  }

  private static boolean isEnd(Condition condition) {
    return condition == Condition.TEXT_END || condition == Condition.LINE_END;
  }
}
