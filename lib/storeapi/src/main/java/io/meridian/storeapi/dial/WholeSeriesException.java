package io.meridian.storeapi.dial;

/** A store gave whole series where reduced ones were asked for, and they are in another order. */
final class WholeSeriesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WholeSeriesException(String store) {
    super(store + " gave whole series", null, false, false);
  }
}
