package io.meridian.promql.syntax;

import java.util.Locale;
import java.util.Optional;

/** What an aggregation does with the values of a group. */
public enum AggregationOperator {
  AVG(ValueType.NONE),
  BOTTOMK(ValueType.SCALAR),
  COUNT(ValueType.NONE),
  COUNT_VALUES(ValueType.STRING),
  GROUP(ValueType.NONE),
  LIMITK(ValueType.SCALAR),
  LIMIT_RATIO(ValueType.SCALAR),
  MAX(ValueType.NONE),
  MIN(ValueType.NONE),
  QUANTILE(ValueType.SCALAR),
  STDDEV(ValueType.NONE),
  STDVAR(ValueType.NONE),
  SUM(ValueType.NONE),
  TOPK(ValueType.SCALAR);

  private final ValueType parameter;

  AggregationOperator(ValueType parameter) {
    this.parameter = parameter;
  }

  /** The name in queries. */
  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of its parameter, if it has one. */
  public Optional<ValueType> parameter() {
    return parameter == ValueType.NONE ? Optional.empty() : Optional.of(parameter);
  }

  /** Whether it must be allowed by {@link SyntaxOptions#experimentalFunctions()}. */
  public boolean experimental() {
    return this == LIMITK || this == LIMIT_RATIO;
  }
}
