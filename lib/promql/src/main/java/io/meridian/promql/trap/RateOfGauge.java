package io.meridian.promql.trap;

import io.meridian.model.LabelText;
import io.meridian.model.MetricMetadata;
import io.meridian.promql.exec.Annotations;
import io.meridian.promql.exec.TrapOptions.MetricTypes;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.RangeSelector;
import java.util.Optional;

/** A rate of what goes down as well as up: each decrease is taken for a reset. */
record RateOfGauge(MetricTypes types) implements Trap {
  @Override
  public void look(Expression node, Annotations annotations) {
    Optional<String> metric =
        Parts.counterArgument(node)
            .filter(RangeSelector.class::isInstance)
            .flatMap(range -> Parts.metric(((RangeSelector) range).selector()));
    if (metric.isEmpty() || types.of(metric.get()).filter(RateOfGauge::isGauge).isEmpty()) {
      return;
    }
    StringBuilder name = new StringBuilder();
    LabelText.appendQuoted(name, metric.get());
    annotations.info(
        "%s() of %s, which is a gauge, takes each decrease for a reset; use delta() or deriv()"
            .formatted(((Call) node).function().name(), name),
        node.position());
  }

  private static boolean isGauge(MetricMetadata.Type type) {
    return switch (type) {
      case GAUGE, GAUGE_HISTOGRAM, INFO, STATE_SET -> true;
      case UNKNOWN, COUNTER, HISTOGRAM, SUMMARY -> false;
    };
  }
}
