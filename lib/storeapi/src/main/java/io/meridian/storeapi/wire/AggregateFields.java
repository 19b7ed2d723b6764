package io.meridian.storeapi.wire;

import io.meridian.api.thanos.Aggr;
import io.meridian.tsdb.chunk.Aggregate;

/** What StoreAPI calls aggregates: in requests, and as fields of a chunk. */
public final class AggregateFields {
  private AggregateFields() {}

  /** How an aggregate is asked for. */
  public static Aggr wanted(Aggregate aggregate) {
    return switch (aggregate) {
      case COUNT -> Aggr.COUNT;
      case SUM -> Aggr.SUM;
      case MIN -> Aggr.MIN;
      case MAX -> Aggr.MAX;
      case COUNTER -> Aggr.COUNTER;
    };
  }

  /** The field of a chunk that an aggregate is given in. */
  public static int field(Aggregate aggregate) {
    return switch (aggregate) {
      case COUNT -> 4;
      case SUM -> 5;
      case MIN -> 6;
      case MAX -> 7;
      case COUNTER -> 8;
    };
  }
}
