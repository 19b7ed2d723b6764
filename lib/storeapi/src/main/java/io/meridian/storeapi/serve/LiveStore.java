package io.meridian.storeapi.serve;

import io.meridian.model.Matcher;
import io.meridian.model.MetricMetadata;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.head.HeadStats;
import io.meridian.tsdb.head.SeriesExemplars;
import java.util.List;
import java.util.Map;

/** A store that samples are still written into, and what comes with them. */
public interface LiveStore extends SeriesStore {
  /** Whose samples these are, for statistics. */
  String tenant();

  /**
   * The exemplars of matching series in a range of time, in label order, without external labels.
   */
  List<SeriesExemplars> exemplars(List<Matcher> matchers, TimeRange range, QueryContext context);

  /** What senders said of metrics last, by the name of their family. */
  Map<String, MetricMetadata> metadata();

  /**
   * What the head holds.
   *
   * @param limit how long each list may be
   */
  HeadStats stats(int limit);

  /** The latest sample's time, Unix milliseconds; 0 if there never was one. */
  long lastSample();
}
