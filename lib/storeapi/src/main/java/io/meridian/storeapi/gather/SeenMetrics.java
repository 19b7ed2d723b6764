package io.meridian.storeapi.gather;

import io.meridian.api.thanos.Meta;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The metadata of those families of which somebody has series. */
public final class SeenMetrics {
  /** What the names of a family's series have behind the family's name. */
  private static final List<String> SUFFIXES =
      List.of("", "_total", "_bucket", "_sum", "_count", "_created", "_info", "_gsum", "_gcount");

  private final Set<String> names;

  /**
   * Families by their series.
   *
   * @param names of metrics
   */
  public SeenMetrics(Collection<String> names) {
    this.names = Set.copyOf(names);
  }

  /**
   * What of metadata is of these families.
   *
   * @param limit at most so many; negative for no limit
   */
  public Gathered<SortedMap<String, List<Meta>>> of(
      Gathered<SortedMap<String, List<Meta>>> all, int limit) {
    SortedMap<String, List<Meta>> theirs = new TreeMap<>();
    all.value().entrySet().stream()
        .filter(metric -> SUFFIXES.stream().anyMatch(of -> names.contains(metric.getKey() + of)))
        .limit(limit < 0 ? Long.MAX_VALUE : limit)
        .forEach(metric -> theirs.put(metric.getKey(), metric.getValue()));
    return new Gathered<>(theirs, all.outcome());
  }
}
