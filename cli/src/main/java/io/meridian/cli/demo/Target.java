package io.meridian.cli.demo;

import io.meridian.model.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * What is scraped at once.
 *
 * @param absences when it cannot be reached
 */
public record Target(String job, String instance, Absences absences, List<Instrument> instruments) {
  public Target {
    instruments = List.copyOf(instruments);
  }

  /** Its instruments, and whether it was reached. */
  public List<Instrument> exposed() {
    List<Instrument> all = new ArrayList<>(instruments);
    all.add(
        new Instrument(
            Labels.of(Labels.METRIC_NAME, "up", "job", job, "instance", instance),
            new Signal.Reached(absences)));
    return all;
  }
}
