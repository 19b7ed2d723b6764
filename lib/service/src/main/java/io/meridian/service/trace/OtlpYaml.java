package io.meridian.service.trace;

import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import io.meridian.config.Secret;
import io.meridian.service.tls.ClientTlsFiles;
import io.meridian.service.tls.KeyPairFiles;
import io.meridian.service.trace.TracingConfig.Protocol;
import io.meridian.service.trace.TracingConfig.Retry;
import io.meridian.service.trace.TracingConfig.Sampling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of {@code config} where the type is OTLP. */
@NotHonoured(key = "reconnection_period", instead = "a lost connection is made anew when needed")
record OtlpYaml(
    Protocol clientType,
    @Default("") String serviceName,
    Map<String, String> resourceAttributes,
    @Default("") String compression,
    @Default("false") boolean insecure,
    @Default("") String endpoint,
    @Default("/v1/traces") String urlPath,
    @Default("10s") Duration timeout,
    Optional<RetryYaml> retryConfig,
    Map<String, Secret> headers,
    Optional<TlsYaml> tlsConfig,
    @Default("parentbasedalwayssample") String samplerType,
    @Default("") String samplerParam) {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final String SAMPLERS =
      "write alwayssample, neversample or traceidratiobased, or parentbased before one of them";

  /** When failed sendings are tried again. */
  @NotHonoured(key = "retry_max_elapsed_time", instead = "what fails five times is lost")
  record RetryYaml(
      @Default("false") boolean retryEnabled,
      Optional<Duration> retryInitialInterval,
      Optional<Duration> retryMaxInterval) {}

  /** Certificates. */
  record TlsYaml(
      Optional<Path> caFile,
      Optional<Path> certFile,
      Optional<Path> keyFile,
      @Default("") String serverName,
      @Default("false") boolean insecureSkipVerify) {
    TlsYaml {
      if (certFile.isPresent() != keyFile.isPresent()) {
        throw new InvalidValueException(
            "cert_file", "and key_file need each other", "give both or none");
      }
      if (!serverName.isEmpty()) {
        throw new InvalidValueException(
            "server_name",
            "cannot be another than the endpoint's",
            "name the endpoint as its certificate does");
      }
      if (insecureSkipVerify) {
        throw new InvalidValueException(
            "insecure_skip_verify",
            "is not offered",
            "name the collector's authority by ca_file, or set insecure: true beside tls_config");
      }
    }

    private ClientTlsFiles files() {
      return new ClientTlsFiles(
          caFile,
          certFile.flatMap(certificate -> keyFile.map(key -> new KeyPairFiles(certificate, key))),
          Optional.empty(),
          false);
    }
  }

  OtlpYaml {
    if (endpoint.contains("/")) {
      throw new InvalidValueException(
          "endpoint", "is " + endpoint, "write host:port; a path goes into url_path");
    }
    if (!Set.of("", "none", "gzip").contains(compression)) {
      throw new InvalidValueException("compression", "is " + compression, "write gzip or none");
    }
    if (timeout.isNegative()) {
      throw new InvalidValueException("timeout", "is negative: " + timeout, "write such as 10s");
    }
    sampling(samplerType, samplerParam);
  }

  TracingConfig config() {
    return new TracingConfig(
        clientType,
        url(),
        Optional.of(serviceName).filter(name -> !name.isEmpty()),
        Map.copyOf(resourceAttributes),
        timeout,
        compression.isEmpty() ? "none" : compression,
        Map.copyOf(headers),
        retryConfig
            .filter(RetryYaml::retryEnabled)
            .map(waits ->
                new Retry(
                    waits.retryInitialInterval().orElse(FIRST_WAIT),
                    waits.retryMaxInterval().orElse(LONGEST_WAIT))),
        tlsConfig.filter(_ -> !insecure).map(TlsYaml::files),
        sampling(samplerType, samplerParam));
  }

  private String url() {
    String scheme = insecure ? "http://" : "https://";
    return switch (clientType) {
      case GRPC -> scheme + (endpoint.isEmpty() ? "localhost:4317" : endpoint);
      case HTTP ->
          scheme
              + (endpoint.isEmpty() ? "localhost:4318" : endpoint)
              + (urlPath.startsWith("/") ? urlPath : "/" + urlPath);
    };
  }

  private static Sampling sampling(String type, String share) {
    String lower = type.toLowerCase(Locale.ROOT);
    boolean follows = lower.startsWith("parentbased");
    return switch (follows ? lower.substring("parentbased".length()) : lower) {
      case "alwayssample" -> new Sampling(follows, 1);
      case "neversample" -> new Sampling(follows, 0);
      case "traceidratiobased" -> new Sampling(follows, share(share));
      default -> throw new InvalidValueException("sampler_type", "is " + type, SAMPLERS);
    };
  }

  private static double share(String text) {
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new InvalidValueException(
        "sampler_param", "is \"" + text + "\"", "write which share of traces to take, such as 0.1");
  }
}
