package io.meridian.service.process;

import io.meridian.config.Default;
import io.meridian.service.flag.Flag;
import io.meridian.service.telemetry.LogFormat;
import io.meridian.service.telemetry.LogLevel;

/** What is logged, and how. */
public record LogSection(
    @Flag(value = "log.level", help = "The least event logged: debug, info, warn, error.")
        @Default("info")
        LogLevel level,
    @Flag(value = "log.format", help = "logfmt or json.") @Default("logfmt") LogFormat format) {}
