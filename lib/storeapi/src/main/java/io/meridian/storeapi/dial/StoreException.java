package io.meridian.storeapi.dial;

/** The end of a call that did not go well. */
final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  private final StoreFault fault;

  StoreException(StoreFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  StoreFault fault() {
    return fault;
  }
}
