package io.meridian.promql.exec;

import io.meridian.model.MetricMetadata;
import java.util.Optional;

/**
 * What is needed to see that a query hardly asks for what its author wants.
 *
 * @param clusterLabel the label that tells clusters apart
 * @param types what is known of metrics
 */
public record TrapOptions(String clusterLabel, MetricTypes types) {
  /** The types of metrics by name. */
  @FunctionalInterface
  public interface MetricTypes {
    /** A metric's type; empty if nobody knows, or sources do not agree. */
    Optional<MetricMetadata.Type> of(String metric);
  }
}
