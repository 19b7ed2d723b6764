package io.meridian.receiver.replication;

import java.time.Duration;
import java.util.function.Consumer;

/** The way to a peer. */
interface PeerTransport {
  /**
   * Sends a slice.
   *
   * @param timeout after which it is lost
   * @param done gets the answer, once, on another thread and not before this has returned
   */
  void send(Slice slice, Duration timeout, Consumer<SliceAnswer> done);

  /**
   * Whether the peer keeps what it gets, whichever copy it is, as far as its last answer told: it
   * may be sent slices of {@link Slice#ANY_COPY}.
   */
  boolean keepsAnyCopy();

  /** Begins to connect, also where that was given up for a while. */
  void connect();

  /** Lets go of the connection; what is under way is lost. */
  void close();
}
