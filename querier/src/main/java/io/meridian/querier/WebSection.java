package io.meridian.querier;

import io.meridian.config.Default;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.IgnoredFlag;
import java.util.Optional;

/** Where in the tree of paths this server stands. */
@IgnoredFlag(name = "web.prefix-header", instead = "links are relative")
public record WebSection(
    @Flag(value = "web.external-prefix", help = "Path that a proxy before this server takes off.")
        Optional<String> externalPrefix,
    @Flag(value = "web.route-prefix", help = "Path that all others here begin with.")
        Optional<String> routePrefix,
    @Flag(value = "web.disable-cors", help = "Whether pages from elsewhere may not ask.")
        @Default("false")
        boolean disableCors) {

  /**
   * What paths begin with, without a slash at the end; as in Thanos by default the external one.
   */
  String root() {
    String prefix = routePrefix.or(() -> externalPrefix).orElse("").strip();
    while (prefix.startsWith("/")) {
      prefix = prefix.substring(1);
    }
    while (prefix.endsWith("/")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
    return prefix.isEmpty() ? "" : "/" + prefix;
  }
}
