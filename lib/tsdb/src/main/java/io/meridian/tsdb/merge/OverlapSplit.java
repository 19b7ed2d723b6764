package io.meridian.tsdb.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Deals overlapping pieces out to as few replicas as first fit needs: a piece goes to the first
 * replica whose last piece ends before it begins. So Thanos' querier finds its replicas again after
 * stores have taken the labels off that told them apart.
 */
final class OverlapSplit {
  private OverlapSplit() {}

  /** The pieces of each replica, as indexes, in their order. */
  static List<int[]> firstFit(SamplePieces pieces) {
    List<int[]> replicas = new ArrayList<>();
    for (int piece = 0; piece < pieces.size(); piece++) {
      deal(pieces, piece, replicas);
    }
    return replicas;
  }

  /** Every piece as a replica of its own. */
  static List<int[]> apart(SamplePieces pieces) {
    List<int[]> replicas = new ArrayList<>();
    for (int piece = 0; piece < pieces.size(); piece++) {
      replicas.add(new int[] {piece});
    }
    return replicas;
  }

  private static void deal(SamplePieces pieces, int piece, List<int[]> replicas) {
    for (int replica = 0; replica < replicas.size(); replica++) {
      int[] own = replicas.get(replica);
      if (pieces.lastTime(own[own.length - 1]) < pieces.firstTime(piece)) {
        int[] longer = Arrays.copyOf(own, own.length + 1);
        longer[own.length] = piece;
        replicas.set(replica, longer);
        return;
      }
    }
    replicas.add(new int[] {piece});
  }
}
