package io.meridian.querier;

import io.meridian.service.flag.IgnoredFlag;
import io.meridian.service.process.GrpcSection;
import io.meridian.service.process.HttpSection;
import io.meridian.service.process.LogSection;
import io.meridian.service.process.TracingSection;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The command line and configuration file of a querier; flags have Thanos' names. */
@IgnoredFlag(name = "request.logging-config", instead = "slow queries are logged")
@IgnoredFlag(name = "request.logging-config-file", instead = "slow queries are logged")
@IgnoredFlag(name = "alert.query-url", instead = "alerts say where they come from themselves")
@IgnoredFlag(name = "selector-label", instead = "the stores' labels are announced")
public record QuerierSettings(
    HttpSection http,
    GrpcSection grpc,
    FleetSettings fleet,
    QuerySettings query,
    TenantSection tenant,
    WebSection web,
    LogSection log,
    TracingSection tracing) {

  /** The files whose content may change while the process runs. */
  Stream<Path> watched() {
    return Stream.concat(grpc.watched(), fleet.watched());
  }
}
