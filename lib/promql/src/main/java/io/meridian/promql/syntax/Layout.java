package io.meridian.promql.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes trees over several lines: what is longer than a line is split into its parts, indented by
 * their depth. The layout is that of Prometheus' {@code format_query}.
 *
 * <p>A node's length is that of its one-line form, which is written once for each level it is
 * nested in: with the limit of nesting the whole is linear in the text.
 */
public final class Layout {
  private static final int LINE = 100;
  private static final String INDENT = "  ";

  private Layout() {}

  /** The text of a tree, over as many lines as it needs. */
  public static String format(Expression tree) {
    return format(tree, 0);
  }

  private static String format(Expression tree, int level) {
    String flat = Printer.print(tree);
    boolean fits = length(flat) <= LINE;
    String indent = INDENT.repeat(level);
    return switch (tree) {
      case NumberLiteral _, StringLiteral _, VectorSelector _, RangeSelector _ -> indent + flat;
      case UnaryOperation operation ->
          indent + (operation.negative() ? "-" : "+") + format(operation.operand(), level).strip();
      case Subquery subquery ->
          fits ? flat : format(subquery.operand(), level) + Printer.tail(subquery);
      case Aggregation aggregation ->
          fits ? indent + flat : wrapped(Printer.head(aggregation), aggregation.children(), level);
      case Call call ->
          fits ? indent + flat : wrapped(call.function().name(), call.arguments(), level);
      case Parenthesized outer -> fits ? indent + flat : wrapped("", List.of(outer.inner()), level);
      case BinaryOperation operation ->
          fits
              ? indent + flat
              : format(operation.left(), level + 1)
                  + "\n"
                  + indent
                  + Printer.operator(operation)
                  + "\n"
                  + format(operation.right(), level + 1);
    };
  }

  private static String wrapped(String head, List<Expression> parts, int level) {
    String indent = INDENT.repeat(level);
    List<String> lines = new ArrayList<>(parts.size());
    for (Expression part : parts) {
      lines.add(format(part, level + 1));
    }
    return indent + head + "(\n" + String.join(",\n", lines) + "\n" + indent + ")";
  }

  /** Bytes of the text in UTF-8. */
  private static int length(String text) {
    return QueryText.of(text).length();
  }
}
