package io.meridian.storeapi.serve;

import com.google.protobuf.ByteString;
import io.meridian.api.thanos.CountedGroup;
import io.meridian.api.thanos.CountedSeries;
import io.meridian.api.thanos.Reduction;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesCounts;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.storeapi.wire.SeriesFrames;
import io.meridian.tsdb.head.SeriesProjection;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one request for how many series there are: the counts of each store whose external
 * labels match, or that they cannot be told. Whether one series may be in several stores is for the
 * asker to find out, who sees the labels of those of other servers, too.
 */
final class CountsCall {
  /** So many counts a message has about. */
  private static final int MOST_CELLS = 1 << 14;

  private final ServeOptions options;
  private final SeriesQuery query;
  private final Reduction reduction;
  private final QueryContext context;
  private final SeriesFrames frames;
  private final MissingParts missing;

  CountsCall(ServeOptions options, SeriesQuery query, QueryContext context, SeriesFrames frames) {
    this.options = options;
    this.query = query;
    this.reduction = query.reduction().orElseThrow();
    this.context = context;
    this.frames = frames;
    this.missing = new MissingParts(query.abort(), frames::warning);
  }

  /** Sends the answer. */
  void send(List<SeriesStore> stores) {
    try (CallGate.Turn _ = options.gate().enter(context)) {
      if (!sendCounts(stores)) {
        frames.counted(CountedSeries.newBuilder().setRefused(true).build());
      }
    }
  }

  private boolean sendCounts(List<SeriesStore> stores) {
    if (query.steps().isEmpty() || query.shard().isPresent()) {
      return false;
    }
    for (SeriesStore store : stores) {
      Optional<List<Matcher>> matchers =
          RequestMatchers.without(store.externalLabels(), query.matchers());
      if (matchers.isPresent() && !sendCounts(store, matchers.get(), query.steps().get())) {
        return false;
      }
    }
    return true;
  }

  private boolean sendCounts(SeriesStore store, List<Matcher> matchers, LookbackSteps steps) {
    SeriesProjection projection =
        new SeriesProjection(
            LabelNames.of(reduction.getLabelsList()),
            store.externalLabels(),
            query.removed(),
            false);
    Optional<SeriesCounts> counts;
    try {
      counts = store.counts(matchers, steps, projection, context);
    } catch (RuntimeException e) {
      missing.failed(store, e);
      return true;
    }
    try {
      counts.ifPresent(found -> send(store, found));
    } finally {
      counts.ifPresent(SeriesCounts::close);
    }
    return counts.isPresent();
  }

  private void send(SeriesStore store, SeriesCounts counts) {
    byte[] external = store.externalLabels().packed();
    LabelBytes left = new LabelBytes();
    query.removed().select(false, external, 0, external.length, left);
    ByteString labels = ByteString.copyFrom(left.bytes(), 0, left.length());
    int most = Math.max(1, MOST_CELLS / counts.steps());
    for (int from = 0; from < counts.size(); from += most) {
      CountedSeries.Builder message = CountedSeries.newBuilder().setLabels(labels);
      for (int i = from; i < Math.min(counts.size(), from + most); i++) {
        message.addGroups(group(counts, i));
      }
      frames.counted(message.build());
    }
  }

  private static CountedGroup group(SeriesCounts counts, int group) {
    int from = counts.labelsFrom(group);
    CountedGroup.Builder message =
        CountedGroup.newBuilder()
            .setLabels(
                ByteString.copyFrom(counts.labelBytes(), from, counts.labelsTo(group) - from));
    int first = counts.firstCell(group);
    for (int i = first; i < first + counts.steps(); i++) {
      message.addCounts(counts.cells()[i]);
    }
    return message.build();
  }
}
