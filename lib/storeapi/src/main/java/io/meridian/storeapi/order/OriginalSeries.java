package io.meridian.storeapi.order;

/** A walk over series whose labels were changed, still in the order that they had before. */
public interface OriginalSeries extends FinalSeries {
  /** The array that holds the packed labels that the current series had before. */
  byte[] originalBytes();

  int originalFrom();

  int originalTo();
}
