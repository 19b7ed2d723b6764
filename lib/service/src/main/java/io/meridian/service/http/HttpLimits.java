package io.meridian.service.http;

import java.time.Duration;

/**
 * What a server grants to its clients.
 *
 * @param connections open at once; more are closed as they come
 * @param firstHead from a connection's opening until the head of its first request is whole
 * @param nextHead from an answer until the head of the next request is whole; longer than the five
 *     minutes after which Prometheus gives up an idle connection, since the one who gives it up
 *     knows
 * @param memoryWait how long a body may wait for memory, at its begin and whenever it grows
 * @param bodyGrace how long a body may take whatever its size
 * @param bodyRate bytes a second, for which a body may take longer than its grace, and an answer
 *     longer than its stall
 * @param answerStall how long a client may take no byte of an answer, and how long an answer may
 *     wait for its client whatever its size
 */
public record HttpLimits(
    int connections,
    Duration firstHead,
    Duration nextHead,
    Duration memoryWait,
    Duration bodyGrace,
    long bodyRate,
    Duration answerStall) {
  /** For servers that many agents write to. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          20_000,
          Duration.ofSeconds(30),
          Duration.ofMinutes(6),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          16 << 10,
          Duration.ofSeconds(30));

  public HttpLimits {
    if (connections < 1 || bodyRate < 1) {
      throw new IllegalArgumentException(
          "connections and body rate must be at least 1, were " + connections + ", " + bodyRate);
    }
  }
}
