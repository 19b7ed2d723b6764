package io.meridian.service.http;

/** Where a request's body comes from. */
@FunctionalInterface
public interface BodySource {
  /**
   * Takes in the whole body, waiting for memory and for the client. Called once at most.
   *
   * @throws BodyTooLargeException as soon as more than the limit has come or was announced
   * @throws BodyUnfinishedException if the client left, or was cut for being too slow
   * @throws io.meridian.model.OverloadedException if no memory was granted in time
   */
  RequestBody read() throws InterruptedException;
}
