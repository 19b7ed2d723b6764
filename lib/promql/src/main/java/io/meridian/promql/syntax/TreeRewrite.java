package io.meridian.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes a tree from another, node by node. */
public final class TreeRewrite {

  private TreeRewrite() {}

  /**
   * Applies a rewrite to every expression, children first. What it makes of the selector of a range
   * must be a selector again.
   */
  public static Expression bottomUp(Expression tree, UnaryOperator<Expression> rewrite) {
    return rewrite.apply(withChildren(tree, rewrite));
  }

  private static Expression withChildren(Expression tree, UnaryOperator<Expression> rewrite) {
    return switch (tree) {
      case NumberLiteral _, StringLiteral _, VectorSelector _ -> tree;
      case Aggregation node ->
          new Aggregation(
              node.operator(),
              node.parameter().map(parameter -> bottomUp(parameter, rewrite)),
              bottomUp(node.operand(), rewrite),
              node.grouping(),
              node.position());
      case BinaryOperation node ->
          new BinaryOperation(
              node.operator(),
              bottomUp(node.left(), rewrite),
              bottomUp(node.right(), rewrite),
              node.returnsBool(),
              node.matching());
      case Call node ->
          new Call(node.function(), rewritten(node.arguments(), rewrite), node.position());
      case Parenthesized node ->
          new Parenthesized(bottomUp(node.inner(), rewrite), node.position());
      case RangeSelector node ->
          new RangeSelector(
              (VectorSelector) bottomUp(node.selector(), rewrite), node.range(), node.position());
      case Subquery node ->
          new Subquery(
              bottomUp(node.operand(), rewrite),
              node.range(),
              node.step(),
              node.modifiers(),
              node.position());
      case UnaryOperation node ->
          new UnaryOperation(node.negative(), bottomUp(node.operand(), rewrite), node.position());
    };
  }

  private static List<Expression> rewritten(
      List<Expression> nodes, UnaryOperator<Expression> rewrite) {
    List<Expression> all = new ArrayList<>(nodes.size());
    for (Expression node : nodes) {
      all.add(bottomUp(node, rewrite));
    }
    return all;
  }
}
