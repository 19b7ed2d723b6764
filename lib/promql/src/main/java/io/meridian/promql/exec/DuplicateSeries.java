package io.meridian.promql.exec;

import com.carrotsearch.hppc.LongIntHashMap;
import io.meridian.model.LabelHash;
import io.meridian.model.QueryFailedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds series of an operator that have the same labels once names are dropped, as series pass by:
 * by a 64-bit hash of their labels, as Prometheus does, so that no labels are kept. If two such
 * series turn out to have samples, the query fails.
 */
public final class DuplicateSeries {
  /** What a query fails with that would give two samples of the same labels. */
  public static final String MESSAGE = "vector cannot contain metrics with the same labelset";

  private final LongIntHashMap firstOfHash = new LongIntHashMap();
  private final List<long[]> presences = new ArrayList<>();
  private final Map<Integer, List<Integer>> suspects = new HashMap<>();

  DuplicateSeries() {}

  /** Takes a block in; the result takes a bit for each of its series that has a sample. */
  long[] arrive(SeriesBlock block) {
    int before = presences.size() * Operator.BLOCK_SERIES;
    long[] presence = new long[Operator.BLOCK_SERIES / Long.SIZE];
    presences.add(presence);
    for (int i = 0; i < block.size(); i++) {
      long hash = LabelHash.of(block.labelBytes(i), block.labelsFrom(i), block.labelsTo(i));
      int first = firstOfHash.getOrDefault(hash, -1);
      if (first < 0) {
        firstOfHash.put(hash, before + i);
      } else {
        suspects.computeIfAbsent(first, _ -> new ArrayList<>(List.of(first))).add(before + i);
      }
    }
    return presence;
  }

  /** Fails if two series of the same labels had samples; all blocks must have been evaluated. */
  void check() {
    for (List<Integer> alike : suspects.values()) {
      if (alike.stream().filter(this::hasSamples).limit(2).count() > 1) {
        throw new QueryFailedException(MESSAGE);
      }
    }
  }

  private boolean hasSamples(int number) {
    long[] presence = presences.get(number / Operator.BLOCK_SERIES);
    int bit = number % Operator.BLOCK_SERIES;
    return (presence[bit >> 6] & (1L << bit)) != 0;
  }
}
