package io.meridian.service.lifecycle;

import java.io.IOException;
import java.time.Duration;

/**
 * Something a process is made of. Parts start in their order; at the end all are drained in reverse
 * order, then all are stopped in reverse order. What others need therefore stands before them, and
 * what takes requests in stands last.
 */
public interface Part {
  /** What logs and errors call it. */
  String name();

  /**
   * Starts it and returns when it works; what was begun is taken back by the part itself if this
   * fails.
   */
  void start() throws IOException, InterruptedException;

  /**
   * Takes nothing new in and finishes what it has.
   *
   * @param grace after which what is unfinished is cut
   */
  default void drain(Duration grace) throws IOException, InterruptedException {}

  /** Makes everything durable and lets go of all it holds. Called once, after a start. */
  void stop() throws IOException, InterruptedException;
}
