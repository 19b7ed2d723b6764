package io.meridian.storeapi.dial;

import io.grpc.Channel;

/** Opens connections to servers. */
@FunctionalInterface
public interface Dialler {
  /** A connection that is there until it is closed; opening waits for nobody. */
  interface Connection extends AutoCloseable {
    /** What calls go through. */
    Channel channel();

    @Override
    void close();
  }

  /**
   * Opens a connection.
   *
   * @param address host and port
   */
  Connection open(String address);
}
