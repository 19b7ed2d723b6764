package io.meridian.bucket.config;

import io.meridian.bucket.S3Transport;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import io.meridian.config.Section;
import java.time.Duration;

/** The keys of {@code http_config}. */
@NotHonoured(
    key = "expect_continue_timeout",
    instead = "requests do not wait for a 100 Continue",
    unless = "1s")
@NotHonoured(
    key = "max_idle_conns",
    instead = "idle_conn_timeout alone closes idle connections",
    unless = "100")
@NotHonoured(
    key = "max_idle_conns_per_host",
    instead = "idle_conn_timeout alone closes idle connections",
    unless = "100")
@NotHonoured(
    key = "disable_compression",
    instead = "answers are never asked to be compressed",
    unless = "false")
record HttpYaml(
    @Default("90s") Duration idleConnTimeout,
    @Default("2m") Duration responseHeaderTimeout,
    @Default("10s") Duration tlsHandshakeTimeout,
    @Default("0") int maxConnsPerHost,
    @Default("false") boolean insecureSkipVerify,
    TlsYaml tlsConfig) {
  HttpYaml {
    checkPositive("idle_conn_timeout", idleConnTimeout);
    checkPositive("response_header_timeout", responseHeaderTimeout);
    checkPositive("tls_handshake_timeout", tlsHandshakeTimeout);
    if (maxConnsPerHost < 0) {
      throw new InvalidValueException(
          "max_conns_per_host", "is negative", "write 0 for the default");
    }
  }

  private static void checkPositive(String key, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new InvalidValueException(key, "must be longer than nothing", "write such as 90s");
    }
  }

  S3Transport transport(Section section) {
    return new S3Transport(
        maxConnsPerHost == 0 ? S3Transport.DEFAULT_CONNECTIONS : maxConnsPerHost,
        idleConnTimeout,
        responseHeaderTimeout,
        tlsHandshakeTimeout,
        tlsConfig.trust(section, insecureSkipVerify),
        tlsConfig.identity(section));
  }
}
