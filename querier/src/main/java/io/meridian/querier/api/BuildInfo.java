package io.meridian.querier.api;

import java.util.Optional;

/** Which program this is, as Prometheus' API tells it. */
final class BuildInfo {
  private BuildInfo() {}

  /**
   * {@code status/buildinfo}. The version is also what clients decide by whether there are labels
   * with matchers, exemplars and so on.
   */
  static ApiReply answer() {
    String version =
        Optional.ofNullable(BuildInfo.class.getPackage().getImplementationVersion())
            .orElse("development");
    return ApiReply.of(
        SmallJson.object(data -> {
          data.put("version", version);
          data.put("revision", "");
          data.put("branch", "");
          data.put("buildUser", "");
          data.put("buildDate", "");
          data.put("goVersion", "");
          data.put("javaVersion", Runtime.version().toString());
          data.putObject("features");
        }));
  }
}
