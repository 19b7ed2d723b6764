package io.meridian.promql.plan;

import io.meridian.model.LabelText;
import io.meridian.model.Matcher;
import io.meridian.model.SelectHints.LabelSelection;
import io.meridian.model.ShortestDecimal;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Binary;
import io.meridian.promql.plan.PlanNode.Constant;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.Negate;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.StepInvariant;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.plan.PlanNode.Text;
import io.meridian.promql.syntax.Grouping;
import io.meridian.promql.syntax.RangeExtension;
import io.meridian.promql.syntax.VectorMatching;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What people are told of a node of a plan: what kind it is, and what makes it itself. */
public final class PlanText {
  private PlanText() {}

  /** One word for the kind of a node. */
  public static String kind(PlanNode node) {
    return switch (node) {
      case Constant _ -> "number";
      case Text _ -> "text";
      case Select _ -> "select";
      case SelectRange _ -> "select-range";
      case SubqueryRange _ -> "subquery";
      case Function _ -> "function";
      case Negate _ -> "negate";
      case Binary _ -> "binary";
      case Aggregate _ -> "aggregate";
      case StepInvariant _ -> "once";
    };
  }

  /** What a node does beyond its kind; empty if there is no more to say. */
  public static String detail(PlanNode node) {
    return switch (node) {
      case Constant(double value) -> ShortestDecimal.plain(value);
      case Text(String value) -> quoted(value);
      case Select select ->
          matchers(select.matchers()) + shift(select.shift()) + use(select.usage());
      case SelectRange select ->
          matchers(select.matchers())
              + "["
              + millis(select.range())
              + "]"
              + extension(select.extension())
              + shift(select.shift())
              + use(select.usage());
      case SubqueryRange subquery ->
          "["
              + millis(subquery.range())
              + ":"
              + millis(subquery.step())
              + "]"
              + shift(subquery.shift());
      case Function function -> function.call().function().name();
      case Aggregate aggregate ->
          aggregate.aggregation().operator().symbol()
              + grouping(aggregate.aggregation().grouping());
      case Binary binary ->
          binary.operation().operator().symbol()
              + (binary.operation().returnsBool() ? " bool" : "")
              + binary.operation().matching().map(PlanText::matching).orElse("");
      case Negate _, StepInvariant _ -> "";
    };
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder();
    LabelText.appendQuoted(text, value);
    return text.toString();
  }

  private static String names(List<String> labels) {
    StringBuilder text = new StringBuilder(" (");
    for (int i = 0; i < labels.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      LabelText.appendName(text, labels.get(i));
    }
    return text.append(')').toString();
  }

  private static String matchers(List<Matcher> matchers) {
    return matchers.stream().map(Matcher::toString).collect(Collectors.joining(", ", "{", "}"));
  }

  private static String millis(long millis) {
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static String shift(TimeShift shift) {
    String at = shift.at().isPresent() ? " @ " + ShortestDecimal.plain(seconds(shift)) : "";
    return at + (shift.offset() == 0 ? "" : " offset " + millis(shift.offset()));
  }

  private static double seconds(TimeShift shift) {
    return shift.at().orElseThrow() / 1000.0;
  }

  private static String extension(RangeExtension extension) {
    return extension == RangeExtension.NONE ? "" : " " + extension.name().toLowerCase(Locale.ROOT);
  }

  /** What is needed of a selection, where not all of it is. */
  private static String use(Usage usage) {
    return usage.projection().map(PlanText::needed).orElse("")
        + (usage.histogramTotals() ? " count and sum of histograms" : "");
  }

  private static String needed(LabelSelection labels) {
    return (labels.include() ? " labels" : " labels without") + names(labels.names());
  }

  private static String grouping(Grouping grouping) {
    if (!grouping.without() && grouping.labels().isEmpty()) {
      return "";
    }
    return (grouping.without() ? " without" : " by") + names(grouping.labels());
  }

  private static String matching(VectorMatching matching) {
    String compared =
        matching.on() || !matching.labels().isEmpty()
            ? (matching.on() ? " on" : " ignoring") + names(matching.labels())
            : "";
    return compared
        + switch (matching.cardinality()) {
          case ONE_TO_ONE, MANY_TO_MANY -> "";
          case MANY_TO_ONE -> " group_left" + names(matching.include());
          case ONE_TO_MANY -> " group_right" + names(matching.include());
        };
  }
}
