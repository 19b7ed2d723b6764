package io.meridian.promql.script;

import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** The series that a script has loaded so far, in memory. Used by one thread at a time. */
public final class ScriptSource implements SeriesSource {
  private final SortedMap<Labels, StoredSeries> series = new TreeMap<>();

  /** Takes every series out. */
  public void clear() {
    series.clear();
  }

  /** Stores a load's series beside, or behind, what is there. Of equal ones the last counts. */
  public void load(Command.Load load) {
    Map<Labels, Command.Loaded> last = new LinkedHashMap<>();
    load.series().forEach(loaded -> last.put(loaded.line().labels(), loaded));
    ClassicConversion conversion = new ClassicConversion();
    for (Command.Loaded loaded : last.values()) {
      store(loaded, load.interval());
      if (load.withCustomBuckets()) {
        conversion.add(loaded.line());
      }
    }
    conversion.storeInto(series, load.interval());
  }

  private void store(Command.Loaded loaded, long interval) {
    List<Point> points = loaded.line().points();
    if (points.stream().allMatch(Point.Gap.class::isInstance)) {
      return;
    }
    StoredSeries into = series.computeIfAbsent(loaded.line().labels(), _ -> new StoredSeries());
    for (int i = 0; i < points.size(); i++) {
      long time = i * interval;
      long start = loaded.starts().isEmpty() ? 0 : loaded.starts().get(i).of(time);
      into.add(time, points.get(i), start);
    }
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    List<Labels> found = matching(matchers);
    return new Selection(new Batch(found, hints.range(), context));
  }

  private List<Labels> matching(List<Matcher> matchers) {
    return series.keySet().stream()
        .filter(labels ->
            matchers.stream()
                .allMatch(m -> m.matchesSeries(labels.packed(), 0, labels.packed().length)))
        .toList();
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return answer(matchers, limit, (label, into) -> into.add(label.name()));
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    return answer(
        matchers,
        limit,
        (label, into) -> {
          if (label.compareName(wanted) == 0) {
            into.add(label.value());
          }
        });
  }

  private LabelAnswer answer(
      List<Matcher> matchers, int limit, BiConsumer<LabelCursor, NavigableSet<String>> taking) {
    NavigableSet<String> found =
        new TreeSet<>((a, b) ->
            Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    for (Labels labels : matching(matchers)) {
      for (LabelCursor label = labels.cursor(); label.next(); ) {
        taking.accept(label, found);
      }
    }
    boolean truncated = limit > 0 && found.size() > limit;
    List<String> values = truncated ? found.stream().limit(limit).toList() : List.copyOf(found);
    return new LabelAnswer(values, truncated, Outcome.FINAL);
  }

  /** All that was selected, as one batch. */
  private static final class Selection implements SeriesCursor {
    private Optional<SeriesBatch> batch;

    Selection(SeriesBatch batch) {
      this.batch = batch.size() == 0 ? Optional.empty() : Optional.of(batch);
    }

    @Override
    public Optional<SeriesBatch> next() {
      Optional<SeriesBatch> next = batch;
      batch = Optional.empty();
      return next;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FINAL;
    }

    @Override
    public void close() {
      batch = Optional.empty();
    }
  }

  private final class Batch implements SeriesBatch {
    private final List<Labels> found;
    private final TimeRange range;
    private final QueryContext context;
    private final byte[] bytes;
    private final int[] ends;

    Batch(List<Labels> found, TimeRange range, QueryContext context) {
      this.found = found;
      this.range = range;
      this.context = context;
      ends = new int[found.size() + 1];
      for (int i = 0; i < found.size(); i++) {
        ends[i + 1] = ends[i] + found.get(i).packed().length;
      }
      bytes = new byte[ends[found.size()]];
      for (int i = 0; i < found.size(); i++) {
        byte[] packed = found.get(i).packed();
        System.arraycopy(packed, 0, bytes, ends[i], packed.length);
      }
    }

    @Override
    public int size() {
      return found.size();
    }

    @Override
    public byte[] labelBytes() {
      return bytes;
    }

    @Override
    public int labelsFrom(int index) {
      return ends[index];
    }

    @Override
    public int labelsTo(int index) {
      return ends[index + 1];
    }

    @Override
    public void readSamples(int index, SampleBuffer into) {
      StoredSeries stored = series.get(found.get(index));
      if (stored == null) {
        return;
      }
      SampleBuffer samples = stored.samples();
      int from = 0;
      while (from < samples.size() && samples.time(from) < range.min()) {
        from++;
      }
      int to = from;
      while (to < samples.size() && samples.time(to) <= range.max()) {
        to++;
      }
      context.addSamples(to - from);
      into.addAll(samples, from, to);
    }

    @Override
    public void close() {}
  }
}
