package io.meridian.storegateway.cache.remote;

import java.util.List;
import java.util.Map;

/**
 * Speaks with the servers of a cache. Calls block for the configured time at most, never fail, and
 * count what went wrong; a server that went on failing is not asked for a while.
 */
sealed interface RemoteClient extends AutoCloseable permits MemcachedClient, LettuceClient {
  /** What of some names is there, as it came: nobody has looked at it yet. */
  Map<String, byte[]> get(List<String> names);

  void set(String name, byte[] value);

  @Override
  void close();
}
