package io.meridian.promql.function;

import io.meridian.model.LabelNames;
import io.meridian.model.LabelRewrite;
import io.meridian.model.LabelText;
import io.meridian.model.Labels;
import io.meridian.model.QueryFailedException;
import io.meridian.model.regex.RegexSyntaxException;
import io.meridian.model.regex.SubmatchPattern;
import io.meridian.promql.exec.MergingOperator;
import io.meridian.promql.exec.Operand;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.RelabelOperator;
import io.meridian.promql.syntax.Call;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** label_join and label_replace as operators. */
final class LabelFunctions {
  private LabelFunctions() {}

  static Operator join(Call call, List<Operand> arguments, QueryRun run) {
    String into = text(arguments, 1);
    String separator = LabelText.utf8(text(arguments, 2));
    List<String> sources =
        arguments.stream().skip(3).map(name -> ((Operand.Text) name).text()).toList();
    for (String source : sources) {
      checkName("source", source, call);
    }
    checkName("destination", into, call);
    return relabelled(
        arguments,
        into,
        labels ->
            Optional.of(
                sources.stream()
                    .map(source -> labels.get(source).orElse(""))
                    .collect(Collectors.joining(separator))),
        run);
  }

  static Operator replace(Call call, List<Operand> arguments, QueryRun run) {
    String into = text(arguments, 1);
    String replacement = LabelText.utf8(text(arguments, 2));
    String source = LabelText.utf8(text(arguments, 3));
    SubmatchPattern pattern = pattern(text(arguments, 4));
    checkName("destination", into, call);
    Map<String, Optional<String>> known = new HashMap<>();
    return relabelled(
        arguments,
        into,
        labels ->
            known.computeIfAbsent(
                labels.get(source).orElse(""), value -> pattern.expand(replacement, value)),
        run);
  }

  private static SubmatchPattern pattern(String regex) {
    String error = "invalid regular expression in label_replace(): " + LabelText.utf8(regex);
    if (!LabelText.isUtf8(regex)) {
      throw new QueryFailedException(error);
    }
    try {
      return SubmatchPattern.of(regex);
    } catch (RegexSyntaxException e) {
      throw new QueryFailedException(error, e);
    }
  }

  private static void checkName(String role, String name, Call call) {
    if (name.isEmpty() || !LabelText.isUtf8(name)) {
      throw new QueryFailedException(
          "invalid %s label name in %s(): %s"
              .formatted(role, call.function().name(), LabelText.utf8(name)));
    }
  }

  private static String text(List<Operand> arguments, int place) {
    return ((Operand.Text) arguments.get(place)).text();
  }

  /** Sets a label of each series to what a function says, if anything. */
  private static Operator relabelled(
      List<Operand> arguments,
      String name,
      Function<Labels, Optional<String>> values,
      QueryRun run) {
    Operator vector = ((Operand.Vector) arguments.getFirst()).operator();
    boolean named = name.equals(Labels.METRIC_NAME);
    Map<String, LabelRewrite> rewrites = new HashMap<>();
    RelabelOperator.Relabelling relabelling =
        (packed, from, to, dropsName, into) -> {
          Optional<String> value = values.apply(Labels.copyOf(packed, from, to));
          if (value.isEmpty()) {
            into.add(packed, from, to);
            return dropsName;
          }
          rewrites
              .computeIfAbsent(value.get(), text -> rewrite(name, text))
              .apply(packed, from, to, into);
          return dropsName && !named;
        };
    return new MergingOperator(run, new RelabelOperator(vector, relabelling));
  }

  private static LabelRewrite rewrite(String name, String value) {
    return value.isEmpty()
        ? new LabelRewrite(Labels.EMPTY, LabelNames.of(name))
        : new LabelRewrite(Labels.of(name, value), LabelNames.NONE);
  }
}
