package io.meridian.bucket.layer;

import java.util.List;
import java.util.Map;

/**
 * Where several processes keep parts of objects for each other, in another process as a rule. It
 * may forget anything at any time, and be away; then it has nothing and takes nothing, which is no
 * error. What it gives is what was put under that name. Safe for use by many threads.
 */
public interface SharedPages extends AutoCloseable {
  /**
   * Those of some pages that are here; whoever waits for them does so for a short time at most.
   *
   * @param names printable ASCII without spaces, at most 200 characters each
   */
  Map<String, byte[]> get(List<String> names);

  /** Has a page kept, in a while and unless there is too much to do; its bytes stay as they are. */
  void put(String name, byte[] bytes);

  @Override
  void close();
}
