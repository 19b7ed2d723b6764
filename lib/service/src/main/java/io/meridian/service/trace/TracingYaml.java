package io.meridian.service.trace;

import io.meridian.config.InvalidValueException;
import io.meridian.config.Section;

/** The outermost keys. */
record TracingYaml(String type, Section config) {
  TracingYaml {
    if (!type.equalsIgnoreCase("OTLP")) {
      throw new InvalidValueException(
          "type",
          "is " + type + ", which is not spoken",
          "write OTLP and name an OpenTelemetry collector, which passes traces on; Jaeger itself"
              + " takes OTLP, too, on port 4317");
    }
  }
}
