package io.meridian.model.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * An expression as alternatives without a choice inside them: {@code a(b|c.*)} is {@code ab} or
 * {@code ac.*}.
 */
final class Distribution {
  private final int most;

  private Distribution(int most) {
    this.most = most;
  }

  /**
   * The alternatives, each a list of texts and repetitions; empty if they are more than so many or
   * of other kinds.
   */
  static List<List<Node>> of(Node node, int most) {
    return new Distribution(most).distribute(node);
  }

  private List<List<Node>> distribute(Node node) {
    return switch (node) {
      case Node.Text text -> List.of(List.of(text));
      case Node.Repeat repeat when repeat.min() == 0 && repeat.max() == 1 ->
          distributeChoice(List.of(Node.EMPTY, repeat.body()));
      case Node.Repeat repeat -> List.of(List.of(repeat));
      case Node.Sequence(List<Node> parts) -> distributeSequence(parts);
      case Node.Choice(List<Node> alternatives) -> distributeChoice(alternatives);
      case Node.Chars chars -> distributeSet(chars.set());
      case Node.Place place -> List.of();
    };
  }

  private List<List<Node>> distributeSequence(List<Node> parts) {
    List<List<Node>> heads = List.of(List.of());
    for (Node part : parts) {
      List<List<Node>> tails = distribute(part);
      if (tails.isEmpty() || heads.size() * tails.size() > most) {
        return List.of();
      }
      List<List<Node>> joined = new ArrayList<>();
      for (List<Node> head : heads) {
        for (List<Node> tail : tails) {
          List<Node> both = new ArrayList<>(head);
          both.addAll(tail);
          joined.add(both);
        }
      }
      heads = joined;
    }
    return heads;
  }

  private List<List<Node>> distributeChoice(List<Node> alternatives) {
    List<List<Node>> all = new ArrayList<>();
    for (Node alternative : alternatives) {
      List<List<Node>> some = distribute(alternative);
      all.addAll(some);
      if (some.isEmpty() || all.size() > most) {
        return List.of();
      }
    }
    return all;
  }

  private List<List<Node>> distributeSet(RuneSet set) {
    if (set.size() > most) {
      return List.of();
    }
    List<List<Node>> all = new ArrayList<>();
    for (int range = 0; range < set.rangeCount(); range++) {
      for (int rune = set.first(range); rune <= set.last(range); rune++) {
        all.add(List.of(Node.of(RuneSet.of(rune))));
      }
    }
    return all;
  }
}
