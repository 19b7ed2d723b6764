package io.meridian.receiver.serve;

import io.meridian.model.Matcher;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.promql.syntax.VectorSelector;
import java.util.ArrayList;
import java.util.List;

/** Which series a PromQL expression is about, for questions about their exemplars. */
final class ExpressionSelectors {
  private ExpressionSelectors() {}

  /**
   * The matchers of each selector in an expression.
   *
   * @throws io.meridian.model.InvalidRequestException if the text is no expression
   */
  static List<List<Matcher>> of(String text) {
    List<List<Matcher>> selectors = new ArrayList<>();
    collect(Syntax.parse(text, SyntaxOptions.ALL), selectors);
    return selectors;
  }

  private static void collect(Expression expression, List<List<Matcher>> into) {
    if (expression instanceof VectorSelector selector) {
      into.add(selector.matchers());
    }
    expression.children().forEach(child -> collect(child, into));
  }
}
