package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;

/** How overlapping pieces of a series become one: their plain union, or a choice of replicas. */
@FunctionalInterface
public interface PieceMerge {
  /** Adds what the pieces become to an empty buffer, in strictly ascending time. */
  void merge(SamplePieces pieces, SampleBuffer into);

  /** Every instant once, from the first source that has it; see {@link SampleUnion}. */
  static PieceMerge union() {
    SampleUnion union = new SampleUnion();
    return union::merge;
  }

  /** One replica's samples and others' in its gaps, values as stored; see {@link ReplicaDedup}. */
  static PieceMerge replicas(ReplicaDedup.Algorithm algorithm) {
    ReplicaDedup dedup = new ReplicaDedup(algorithm);
    return (pieces, into) -> dedup.merge(pieces, false, into);
  }
}
