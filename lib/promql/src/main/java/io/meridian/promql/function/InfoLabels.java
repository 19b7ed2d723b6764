package io.meridian.promql.function;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.QueryFailedException;
import java.util.Arrays;

/**
 * Adds the labels of info series to those of a series. Labels that the series has stay as they are;
 * two info series must not say different things of another one.
 */
final class InfoLabels {
  private final InfoSeries info;
  private final InfoMatchers matchers;

  InfoLabels(InfoSeries info, InfoMatchers matchers) {
    this.info = info;
    this.matchers = matchers;
  }

  /**
   * The labels with those of some info series.
   *
   * @param found info series by number, −1 where there is none
   */
  Labels with(Labels series, int[] found) {
    LabelsBuilder added = new LabelsBuilder();
    for (int number : found) {
      if (number >= 0) {
        collect(info.series().labels(number), series, added);
      }
    }
    LabelsBuilder all = LabelsBuilder.from(series);
    for (LabelCursor label = added.build().cursor(); label.next(); ) {
      all.set(label.name(), label.value());
    }
    return all.build();
  }

  private void collect(Labels from, Labels series, LabelsBuilder added) {
    Labels before = added.build();
    for (LabelCursor label = from.cursor(); label.next(); ) {
      String name = label.name();
      if (name.equals(Labels.METRIC_NAME)
          || !matchers.isWanted(label.bytes(), label.nameFrom(), label.nameTo())) {
        continue;
      }
      String value = label.value();
      if (before.get(name).filter(other -> !other.equals(value)).isPresent()) {
        throw new QueryFailedException("conflicting label: " + name);
      }
      if (series.get(name).isEmpty()) {
        added.set(name, value);
      }
    }
  }

  /** Whether a series stays, given which info series were found. */
  boolean keeps(int[] found) {
    return !matchers.demandsInfo() || Arrays.stream(found).anyMatch(number -> number >= 0);
  }
}
