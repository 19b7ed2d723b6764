package io.meridian.promql.syntax;

import io.meridian.model.Matcher;
import java.util.List;

/**
 * Series selected by their labels.
 *
 * @param name the metric's name where it stands before the braces, else empty
 * @param matchers all conditions; the one of {@code name} comes last
 * @param extension what a range of these series takes from beyond its bounds
 * @param position with the modifiers of an instant vector, without those of a range vector
 */
public record VectorSelector(
    String name,
    List<Matcher> matchers,
    TimeModifiers modifiers,
    RangeExtension extension,
    SourceRange position)
    implements Expression {

  public VectorSelector {
    matchers = List.copyOf(matchers);
  }

  @Override
  public ValueType type() {
    return ValueType.VECTOR;
  }

  @Override
  public List<Expression> children() {
    return List.of();
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
