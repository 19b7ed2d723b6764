package io.meridian.service.trace;

import io.meridian.config.Bound;
import io.meridian.config.ConfigFile;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Secret;
import io.meridian.service.tls.ClientTlsFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which collector is told of which work, as Thanos' {@code tracing.config} says it:
 *
 * <pre>
 *   type: OTLP
 *   config: {client_type: grpc, endpoint: "collector:4317", insecure: true, …}
 * </pre>
 *
 * @param url of the collector; with the path, where it is asked by HTTP
 * @param serviceName what traces call this process; its kind if empty
 * @param compression {@code gzip} or {@code none}
 * @param retry when a failed sending is tried again, if otherwise than the SDK does
 * @param tls whom to trust, and who this is; the runtime's authorities and nobody if empty
 */
public record TracingConfig(
    Protocol protocol,
    String url,
    Optional<String> serviceName,
    Map<String, String> resourceAttributes,
    Duration timeout,
    String compression,
    Map<String, Secret> headers,
    Optional<Retry> retry,
    Optional<ClientTlsFiles> tls,
    Sampling sampling) {

  /** How OTLP is spoken. */
  public enum Protocol {
    GRPC,
    HTTP
  }

  /** The wait before the second try, which grows by half each time to the longest. */
  public record Retry(Duration first, Duration longest) {}

  /**
   * Which traces are told of.
   *
   * @param followsCaller whether the caller's choice is followed where there is one
   * @param share of all others, from 0 to 1
   */
  public record Sampling(boolean followsCaller, double share) {}

  /**
   * Reads a configuration.
   *
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   */
  public static Bound<TracingConfig> read(ConfigFile file) {
    Bound<TracingYaml> outer = file.bind(TracingYaml.class);
    Bound<OtlpYaml> inner = outer.value().config().bind(OtlpYaml.class);
    List<ConfigProblem> warnings = new ArrayList<>(outer.warnings());
    warnings.addAll(inner.warnings());
    return new Bound<>(inner.value().config(), warnings);
  }
}
