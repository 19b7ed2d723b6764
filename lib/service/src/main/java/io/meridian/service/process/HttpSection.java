package io.meridian.service.process;

import io.meridian.config.Default;
import io.meridian.service.flag.Flag;
import io.meridian.service.http.ListenAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The port of health, metrics and whatever a service answers over HTTP beside them. */
public record HttpSection(
    @Flag(value = "http-address", help = "Where HTTP is served: health, metrics and more.")
        @Default("0.0.0.0:10902")
        String address,
    @Flag(value = "http-grace-period", help = "How long requests may take at the end.")
        @Default("2m")
        Duration gracePeriod,
    @Flag(value = "http.config", help = "File of its TLS, users, tokens, as exporters have.")
        Optional<Path> config) {
  public HttpSection {
    ListenAddress.parse("address", address);
  }

  /** The address, taken apart. */
  public ListenAddress listen() {
    return ListenAddress.parse("address", address);
  }
}
