package io.meridian.receiver.write;

import io.meridian.config.ByteSize;
import io.meridian.tsdb.head.LabelLimits;
import io.meridian.tsdb.head.SeriesLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The limits of all tenants, which may be replaced at any time. Safe for use by many threads. */
public final class WriteLimits {
  private final int largest;
  private volatile Resolved resolved;

  /** Limits as they are used: tenants' own keys laid over the default ones. */
  private record Resolved(TenantLimits defaults, Map<String, TenantLimits> tenants) {}

  /**
   * Limits.
   *
   * @param largest no request of any tenant may be larger, bytes
   */
  public WriteLimits(LimitsConfig config, int largest) {
    this.largest = largest;
    this.resolved = resolve(config);
  }

  /** Takes other limits; requests that have begun keep those they have seen. */
  public void replace(LimitsConfig config) {
    resolved = resolve(config);
  }

  /** How large a request may be at most, whosever it is. */
  public int largest() {
    return largest;
  }

  /** Which new series a tenant may have now. */
  public SeriesLimits seriesOf(String tenant) {
    return of(tenant).series();
  }

  /** How many series a tenant may have now; {@link Integer#MAX_VALUE} for no limit. */
  public int mostSeries(String tenant) {
    return of(tenant).series().series();
  }

  /** How many samples a second a tenant may send now; 0 for no limit. */
  public double samplesPerSecond(String tenant) {
    return of(tenant).samplesPerSecond();
  }

  /** What a tenant may write now. */
  TenantLimits of(String tenant) {
    Resolved now = resolved;
    return now.tenants().getOrDefault(tenant, now.defaults());
  }

  private Resolved resolve(LimitsConfig config) {
    LimitsConfig.Tenant defaults = config.write().defaults();
    Map<String, TenantLimits> tenants = new HashMap<>();
    config.write().tenants().forEach((name, own) -> tenants.put(name, limits(own, defaults)));
    return new Resolved(limits(defaults, defaults), Map.copyOf(tenants));
  }

  private TenantLimits limits(LimitsConfig.Tenant own, LimitsConfig.Tenant defaults) {
    LimitsConfig.Labels labels = own.labels();
    LimitsConfig.Labels common = defaults.labels();
    LabelLimits allowed =
        new LabelLimits(
            atMost(labels.countLimit(), common.countLimit()),
            atMost(labels.nameBytesLimit(), common.nameBytesLimit()),
            atMost(labels.valueBytesLimit(), common.valueBytesLimit()));
    return new TenantLimits(
        request(own.request(), defaults.request()),
        own.samplesPerSecond().or(defaults::samplesPerSecond).orElse(0.0),
        new SeriesLimits(atMost(own.headSeriesLimit(), defaults.headSeriesLimit()), allowed));
  }

  private RequestLimits request(LimitsConfig.Request own, LimitsConfig.Request defaults) {
    Optional<Long> size = own.sizeBytesLimit().map(ByteSize::bytes);
    Optional<Long> commonSize = defaults.sizeBytesLimit().map(ByteSize::bytes);
    return new RequestLimits(
        Math.min(largest, atMost(size, commonSize)),
        atMost(own.seriesLimit(), defaults.seriesLimit()),
        atMost(own.samplesLimit(), defaults.samplesLimit()));
  }

  private static int atMost(Optional<Long> own, Optional<Long> common) {
    long limit = own.or(() -> common).orElse(0L);
    return limit == 0 ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE);
  }
}
