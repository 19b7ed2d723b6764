package io.meridian.receiver.write;

import io.meridian.config.ByteSize;
import io.meridian.config.InvalidValueException;
import io.meridian.config.Key;
import io.meridian.config.NotHonoured;
import java.util.Map;
import java.util.Optional;

/**
 * The file of {@code --receive.limits-config}: as Thanos has it, with keys of our own for rates and
 * labels. 0 is no limit, as is a key that is not there; a tenant's own keys go before {@code
 * default}'s.
 *
 * <pre>
 *   write:
 *     default:
 *       request: {size_bytes_limit: 32MiB, series_limit: 50000, samples_limit: 100000}
 *       head_series_limit: 1000000
 *       samples_per_second: 200000
 *       labels: {count_limit: 64, name_bytes_limit: 256, value_bytes_limit: 4096}
 *     tenants:
 *       acme: {head_series_limit: 5000000}
 * </pre>
 */
public record LimitsConfig(Write write) {
  /** No limits. */
  public static final LimitsConfig NONE =
      new LimitsConfig(new Write(new Global(), Tenant.NONE, Map.of()));

  /** Limits of writing. */
  public record Write(Global global, @Key("default") Tenant defaults, Map<String, Tenant> tenants) {
    public Write {
      tenants = Map.copyOf(tenants);
    }
  }

  /** Keys of Thanos' whose work is done otherwise. */
  @NotHonoured(
      key = "max_concurrency",
      instead = "as many requests are worked on as memory is granted for")
  @NotHonoured(key = "meta_monitoring_url", instead = "each receiver counts its own series")
  @NotHonoured(key = "meta_monitoring_http_client", instead = "each receiver counts its own series")
  @NotHonoured(key = "meta_monitoring_limit_query", instead = "each receiver counts its own series")
  public record Global() {}

  /** Limits of a tenant. */
  public record Tenant(
      Request request,
      Optional<Long> headSeriesLimit,
      Optional<Double> samplesPerSecond,
      Labels labels) {
    static final Tenant NONE =
        new Tenant(Request.NONE, Optional.empty(), Optional.empty(), Labels.NONE);

    public Tenant {
      refuseNegative("head_series_limit", headSeriesLimit.map(Long::doubleValue));
      refuseNegative("samples_per_second", samplesPerSecond);
    }
  }

  /** Limits of one request. */
  public record Request(
      Optional<ByteSize> sizeBytesLimit, Optional<Long> seriesLimit, Optional<Long> samplesLimit) {
    static final Request NONE = new Request(Optional.empty(), Optional.empty(), Optional.empty());

    public Request {
      refuseNegative("series_limit", seriesLimit.map(Long::doubleValue));
      refuseNegative("samples_limit", samplesLimit.map(Long::doubleValue));
    }
  }

  /** Limits of the labels of a new series. */
  public record Labels(
      Optional<Long> countLimit, Optional<Long> nameBytesLimit, Optional<Long> valueBytesLimit) {
    static final Labels NONE = new Labels(Optional.empty(), Optional.empty(), Optional.empty());

    public Labels {
      refuseNegative("count_limit", countLimit.map(Long::doubleValue));
      refuseNegative("name_bytes_limit", nameBytesLimit.map(Long::doubleValue));
      refuseNegative("value_bytes_limit", valueBytesLimit.map(Long::doubleValue));
    }
  }

  private static void refuseNegative(String key, Optional<Double> value) {
    if (value.isPresent() && !(value.get() >= 0)) {
      throw new InvalidValueException(
          key, "must not be negative, was " + value.get(), "write 0 for no limit");
    }
  }
}
