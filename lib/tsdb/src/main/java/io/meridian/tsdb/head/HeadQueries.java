package io.meridian.tsdb.head;

import io.meridian.model.Exemplar;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCounts;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.index.LabelList;
import io.meridian.tsdb.index.LabelSelection;
import io.meridian.tsdb.index.Postings;
import io.meridian.tsdb.index.SelectionRequest;
import io.meridian.tsdb.index.SeriesSelection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;

/** Answers what is asked of a head: series, chunks, labels, exemplars. Safe for many threads. */
final class HeadQueries {
  private static final int SERIES_A_CHECK = 1024;

  private final HeadStore store;

  HeadQueries(HeadStore store) {
    this.store = store;
  }

  List<SeriesExemplars> exemplars(List<Matcher> matchers, TimeRange range, QueryContext context) {
    SortedMap<Integer, List<Exemplar>> found = new TreeMap<>();
    store.exemplars().read(range, id -> found.computeIfAbsent(id, _ -> new ArrayList<>()));
    HeadEntries entries = store.entries();
    List<SeriesExemplars> matching = new ArrayList<>();
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      found.forEach((id, exemplars) -> {
        context.check();
        entries.read(id);
        byte[] packed = entries.labelBytes();
        if (matchers.stream().allMatch(m -> m.matchesSeries(packed, 0, entries.labelsTo()))
            && entries.labelsTo() > 0) {
          Labels labels = Labels.copyOf(packed, 0, entries.labelsTo());
          matching.add(new SeriesExemplars(labels, exemplars));
        }
      });
    } finally {
      lock.unlock();
    }
    matching.sort(Comparator.comparing(SeriesExemplars::labels));
    return matching;
  }

  SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    SelectionRequest request = new SelectionRequest(matchers, TimeRange.ALL, hints.shard(), 0);
    try (ReadView view = store.view();
        SelectedSeries selected = new SelectedSeries(context)) {
      LabelOrder order = select(request, view, hints.range(), context, selected);
      selected.sort(order);
      return new HeadSeries(store, view.retain(), selected.take(hints.limit()), hints.range());
    }
  }

  ChunkSeriesCursor chunkSeries(
      List<Matcher> matchers, TimeRange range, boolean labelsOnly, QueryContext context) {
    SelectionRequest request = SelectionRequest.of(matchers);
    try (ReadView view = store.view();
        SelectedSeries selected = new SelectedSeries(context)) {
      LabelOrder order = select(request, view, range, context, selected);
      selected.sort(order);
      return new HeadChunks(store, view.retain(), selected.take(0), range, labelsOnly);
    }
  }

  ChunkSeriesCursor projected(
      List<Matcher> matchers, TimeRange range, SeriesProjection projection, QueryContext context) {
    SelectionRequest request = SelectionRequest.of(matchers);
    try (ReadView view = store.view();
        SelectedSeries selected = new SelectedSeries(context)) {
      find(request, view, range, context, selected);
      SeriesReader reader = store.reader(view);
      ProjectedSeries series =
          ProjectedSeries.of(store, selected, projection, reader, range, context);
      return new ProjectedChunks(store, view.retain(), series, reader, range);
    }
  }

  Optional<SeriesCounts> counts(
      List<Matcher> matchers,
      LookbackSteps steps,
      SeriesProjection projection,
      QueryContext context) {
    if (mayJoin(projection)) {
      return Optional.empty();
    }
    SelectionRequest request = SelectionRequest.of(matchers);
    try (ReadView view = store.view();
        SelectedSeries selected = new SelectedSeries(context)) {
      find(request, view, steps.range(), context, selected);
      SeriesReader reader = store.reader(view);
      return new CountedSeries(store, projection, steps, reader, context).of(selected);
    }
  }

  private boolean mayJoin(SeriesProjection projection) {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      return ProjectedLabels.mayJoin(store, projection);
    } finally {
      lock.unlock();
    }
  }

  /** Finds the series that match and have a chunk in the range; returns the order of labels. */
  private LabelOrder select(
      SelectionRequest request,
      ReadView view,
      TimeRange range,
      QueryContext context,
      SelectedSeries into) {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      find(request, view, range, context, into);
      return store.labelOrder(into.size());
    } finally {
      lock.unlock();
    }
  }

  /** Finds the series that match and have a chunk in the range, in the order of their numbers. */
  private void find(
      SelectionRequest request,
      ReadView view,
      TimeRange range,
      QueryContext context,
      SelectedSeries into) {
    SeriesReader reader = store.reader(view);
    int[] block = new int[SERIES_A_CHECK];
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      Postings postings = SeriesSelection.of(store.index(context, view), request).postings();
      for (int taken; (taken = postings.next(block, 0, block.length, Postings.END)) > 0; ) {
        context.check();
        for (int i = 0; i < taken; i++) {
          if (reader.hasChunkIn(block[i], range.min(), range.max())) {
            into.add(block[i]);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  LabelAnswer labelNames(List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    context.check();
    Lock lock = store.labels().readLock();
    lock.lock();
    try (ReadView view = store.view()) {
      return answer(
          LabelSelection.names(store.index(context, view), request(matchers, range, limit)));
    } finally {
      lock.unlock();
    }
  }

  LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    context.check();
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    Lock lock = store.labels().readLock();
    lock.lock();
    try (ReadView view = store.view()) {
      return answer(
          LabelSelection.values(store.index(context, view), text, request(matchers, range, limit)));
    } finally {
      lock.unlock();
    }
  }

  private static SelectionRequest request(List<Matcher> matchers, TimeRange range, int limit) {
    return new SelectionRequest(matchers, range, Optional.empty(), limit);
  }

  private LabelAnswer answer(LabelList list) {
    return new LabelAnswer(list.texts(), list.truncated(), store.outcome());
  }
}
