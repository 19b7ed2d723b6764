package io.meridian.promql.trap;

import io.meridian.model.Matcher;
import io.meridian.promql.exec.Annotations;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.TreeRewrite;
import io.meridian.promql.syntax.VectorMatching;
import io.meridian.promql.syntax.VectorSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * A share of a whole in which each part is divided by itself: one side selects some values of a
 * label, but the label stays on both sides and is compared, so that 1 is all that comes out.
 */
record RatioOfItself() implements Trap {
  @Override
  public void look(Expression node, Annotations annotations) {
    if (!(node instanceof BinaryOperation ratio)
        || ratio.operator() != BinaryOperator.DIVIDE
        || ratio.matching().isEmpty()) {
      return;
    }
    List<VectorSelector> left = Parts.selectors(ratio.left()).toList();
    List<VectorSelector> right = Parts.selectors(ratio.right()).toList();
    if (left.size() != 1 || right.size() != 1) {
      return;
    }
    List<Matcher> more = new ArrayList<>(left.getFirst().matchers());
    more.removeAll(right.getFirst().matchers());
    boolean same =
        text(ratio.left(), right.getFirst()).equals(text(ratio.right(), right.getFirst()));
    if (more.isEmpty()
        || !left.getFirst().matchers().containsAll(right.getFirst().matchers())
        || !same
        || !more.stream().allMatch(matcher -> isCompared(ratio, matcher.name()))) {
      return;
    }
    annotations.info(
        "each part is divided by itself: both sides keep \"%s\", which only the left one filters on"
            .formatted(more.getFirst().name()),
        ratio.position());
  }

  private static boolean isCompared(BinaryOperation ratio, String label) {
    VectorMatching matching = ratio.matching().orElseThrow();
    return matching.on() == matching.labels().contains(label)
        && Parts.keeps(ratio.left(), label)
        && Parts.keeps(ratio.right(), label);
  }

  /** What a side would say if it selected what another selector does. */
  private static String text(Expression side, VectorSelector other) {
    Expression changed =
        TreeRewrite.bottomUp(
            Parts.withoutParentheses(side),
            node ->
                node instanceof VectorSelector own
                    ? new VectorSelector(
                        other.name(),
                        other.matchers(),
                        own.modifiers(),
                        own.extension(),
                        own.position())
                    : node);
    return changed.toString();
  }
}
