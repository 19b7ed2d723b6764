package io.meridian.storeapi.dial;

import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.LateLabel;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server says of the series it serves.
 *
 * @param range where their samples lie
 * @param shards whether it knows of shards
 * @param dropsLabels whether it takes replica labels off and sorts after that
 * @param showsLate whether series of late samples' blocks have {@link LateLabel}, which is nothing
 *     for queries: it is taken off as replica labels are
 * @param reduces whether it may leave out what a query does not need
 */
public record StoreRange(
    TimeRange range, boolean shards, boolean dropsLabels, boolean showsLate, boolean reduces) {
  /** What a server says that knows of no late samples and gives whole series. */
  public StoreRange(TimeRange range, boolean shards, boolean dropsLabels) {
    this(range, shards, dropsLabels, false, false);
  }

  /** The same giving whole series. */
  StoreRange whole() {
    return new StoreRange(range, shards, dropsLabels, showsLate, false);
  }

  /** The labels that its series lose beside others. */
  List<String> removed(List<String> others) {
    if (!showsLate || others.contains(LateLabel.NAME)) {
      return others;
    }
    List<String> all = new ArrayList<>(others);
    all.add(LateLabel.NAME);
    return all;
  }
}
