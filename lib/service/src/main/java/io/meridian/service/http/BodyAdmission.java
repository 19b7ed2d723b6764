package io.meridian.service.http;

/**
 * Memory for bodies, granted byte by byte as they come in. What has begun goes ahead of what
 * begins, so that half-read bodies do not wait for each other.
 */
public interface BodyAdmission {
  /**
   * Waits until the first bytes of a body may be held.
   *
   * @throws io.meridian.model.OverloadedException if too many wait already, or it took too long
   */
  Grant begin(long bytes) throws InterruptedException;

  /** What a request holds, until its answer is out. */
  interface Grant extends AutoCloseable {
    /**
     * Waits until more bytes may be held.
     *
     * @throws io.meridian.model.OverloadedException if it took too long
     */
    void grow(long bytes) throws InterruptedException;

    /** Gives all of it back; once is enough. */
    @Override
    void close();
  }
}
