package io.meridian.model;

/**
 * What a metric says of itself.
 *
 * @param type its type
 * @param help a sentence for people
 * @param unit its unit, empty if none
 */
public record MetricMetadata(Type type, String help, String unit) {
  /** Metric types in the order of the wire formats. */
  public enum Type {
    UNKNOWN,
    COUNTER,
    GAUGE,
    HISTOGRAM,
    GAUGE_HISTOGRAM,
    SUMMARY,
    INFO,
    STATE_SET
  }
}
