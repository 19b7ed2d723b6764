package io.meridian.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.InvalidRequestException;

/** Whether what is printed says the same as what was parsed. */
final class PrintedTrees {

  private PrintedTrees() {}

  /** Text of a tree parses to the same tree but for places, flat or laid out. */
  static void assertReadBack(String query) {
    Expression tree = parsed(query);
    assertThat(meaning(tree.toString())).as(query).isEqualTo(meaning(tree));
    assertThat(meaning(Layout.format(tree))).as(query).isEqualTo(meaning(tree));
  }

  private static Expression parsed(String query) {
    try {
      return Syntax.parse(query, SyntaxOptions.ALL);
    } catch (InvalidRequestException e) {
      throw new AssertionError(query, e);
    }
  }

  private static String meaning(String text) {
    return meaning(parsed(text));
  }

  /** The tree without places; matchers in the order in which they are printed. */
  private static String meaning(Expression tree) {
    Expression sorted =
        TreeRewrite.bottomUp(
            tree,
            node ->
                node instanceof VectorSelector selector
                    ? new VectorSelector(
                        selector.name(),
                        selector.matchers().stream()
                            .sorted((a, b) -> CodePoints.ORDER.compare(a.toString(), b.toString()))
                            .toList(),
                        withoutPlus(selector.modifiers()),
                        selector.extension(),
                        selector.position())
                    : node instanceof Subquery subquery
                        ? new Subquery(
                            subquery.operand(),
                            subquery.range(),
                            subquery.step(),
                            withoutPlus(subquery.modifiers()),
                            subquery.position())
                        : node);
    return GoldenQueries.json(SyntaxJson.of(sorted)).toString();
  }

  /** A plus before an offset that is a calculation is not printed. */
  private static TimeModifiers withoutPlus(TimeModifiers modifiers) {
    return new TimeModifiers(
        modifiers
            .offset()
            .map(offset ->
                offset instanceof DurationExpression.Signed signed
                        && !signed.negative()
                        && !signed.wrapped()
                    ? signed.operand()
                    : offset),
        modifiers.at());
  }
}
