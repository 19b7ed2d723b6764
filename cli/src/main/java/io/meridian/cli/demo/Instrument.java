package io.meridian.cli.demo;

import io.meridian.model.Labels;

/**
 * A series as a target exposes it.
 *
 * @param labels its name, and what tells it apart within its cluster
 * @param signal what it shows
 */
public record Instrument(Labels labels, Signal signal) {
  /** What it shows at an instant, in milliseconds since the epoch. */
  public double at(long time) {
    return signal.at(time);
  }
}
