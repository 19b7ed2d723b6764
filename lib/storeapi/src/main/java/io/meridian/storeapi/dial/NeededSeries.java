package io.meridian.storeapi.dial;

import io.meridian.api.thanos.Reduction;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.HashedLabels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.SelectHints;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a query needs of series, as far as it need not have all. Labels are left out where a query
 * takes its series in any order: then they may come in the order of their hashes, whereas a sum's
 * last bits would differ. All stores of a selection are asked alike, since what they give is
 * merged.
 */
final class NeededSeries {
  /** The aggregations whose result does not depend on the order of series. */
  private static final Set<String> UNORDERED = Set.of("count", "group");

  /** A longer range may reach into blocks, which have their series in the order of labels. */
  private static final long MOST_MILLIS = 3_600_000;

  private NeededSeries() {}

  /** What a query needs; empty if it may need everything. */
  static Optional<Reduction> of(SelectHints hints) {
    TimeRange range = hints.range();
    if (!UNORDERED.contains(hints.function())
        || hints.projection().isEmpty()
        || !hints.projection().get().include()
        || hints.shard().isPresent()
        || hints.limit() > 0
        || range.min() < 0
        || range.max() - range.min() > MOST_MILLIS) {
      return Optional.empty();
    }
    List<String> names = hints.projection().get().names();
    return names.stream().anyMatch(HashedLabels::isReserved)
        ? Optional.empty()
        : Optional.of(
            Reduction.newBuilder()
                .addAllLabels(names)
                .setLastSample(hints.step() == 0 && hints.window() == 0)
                .build());
  }

  /**
   * What a query needs that counts series and does not look at them; empty if it may need more.
   *
   * @param steps what the hints speak of
   */
  static Optional<Reduction> ofCounts(SelectHints hints, LookbackSteps steps) {
    return of(hints)
        .filter(_ -> hints.window() == 0 && steps.range().equals(hints.range()))
        .map(needed -> needed.toBuilder().clearLastSample().setCounted(true).build());
  }

  /**
   * The request as these stores can be asked it. Where a series may come from several of them, they
   * must give what tells its replicas' rhythms, not the last sample alone.
   */
  static SeriesRequest of(SeriesRequest request, List<Endpoint> stores) {
    if (!request.hasReduction()) {
      return request;
    }
    SeriesRequest.Builder asked = request.toBuilder();
    if (!stores.stream().allMatch(of -> of.info().reduces())) {
      asked.clearReduction();
    } else if (stores.size() > 1) {
      asked.getReductionBuilder().setLastSample(false);
    }
    return asked.build();
  }
}
