package io.meridian.service.lifecycle;

import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a process can do its work, and if not, why. Whoever needs something first says so with
 * {@link #not}, and takes it back with {@link #ready}.
 */
public final class Readiness {
  private final Map<String, String> obstacles = new TreeMap<>();

  /**
   * Something is in the way.
   *
   * @param what a part or a need, such as "ring"
   * @param why what is missing, for people
   */
  public synchronized void not(String what, String why) {
    obstacles.put(what, why);
  }

  /** It is in the way no more. */
  public synchronized void ready(String what) {
    obstacles.remove(what);
  }

  /** What is in the way, with its reasons; empty when the process is ready. */
  public synchronized Map<String, String> obstacles() {
    return Map.copyOf(obstacles);
  }
}
