package io.meridian.service.api;

import io.meridian.model.Matcher;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.promql.syntax.VectorSelector;
import java.util.ArrayList;
import java.util.List;

/** Which series an expression is about. */
public final class Selectors {
  private Selectors() {}

  /**
   * The matchers of each selector in an expression's text.
   *
   * @throws io.meridian.model.InvalidRequestException if the text is no expression
   */
  public static List<List<Matcher>> of(String text) {
    return of(Syntax.parse(text, SyntaxOptions.ALL));
  }

  /** The matchers of each selector in an expression. */
  public static List<List<Matcher>> of(Expression expression) {
    List<List<Matcher>> selectors = new ArrayList<>();
    collect(expression, selectors);
    return selectors;
  }

  private static void collect(Expression expression, List<List<Matcher>> into) {
    if (expression instanceof VectorSelector selector) {
      into.add(selector.matchers());
    }
    expression.children().forEach(child -> collect(child, into));
  }
}
