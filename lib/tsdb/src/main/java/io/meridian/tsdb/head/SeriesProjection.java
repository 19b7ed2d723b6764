package io.meridian.tsdb.head;

import io.meridian.model.LabelNames;
import io.meridian.model.Labels;

/**
 * What of series is wanted by who needs few of their labels: these, and the hash of all labels that
 * they have in the end ({@link io.meridian.model.HashedLabels}).
 *
 * @param names the labels that are wanted
 * @param external what every series gets, in place of its own labels of these names
 * @param removed what no series keeps, whoever it came from
 * @param lastSample whether of each series only the last sample of the range is needed
 */
public record SeriesProjection(
    LabelNames names, Labels external, LabelNames removed, boolean lastSample) {
  /** The names of labels that series lose before they get the external ones. */
  LabelNames changed() {
    return removed.or(LabelNames.of(external));
  }
}
