package io.meridian.service.grpc;

/** Takes the frames of an answer, from one thread. */
public interface FrameSink {
  /**
   * Sends a frame, once the client has taken enough of those before. The bytes are copied and may
   * be used again.
   *
   * @throws io.meridian.model.QueryCancelledException if the client has left, or does not read
   */
  void send(WireMessage frame);
}
