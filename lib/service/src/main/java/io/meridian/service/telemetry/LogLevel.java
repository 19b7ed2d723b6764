package io.meridian.service.telemetry;

/** The least event that is logged. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
