/**
 * Caches in other processes, which gateways share: memcached and Redis, configured as Thanos has
 * it.
 *
 * <p>What enters: the {@code config} of a cache's YAML, names and bytes. What leaves: those bytes
 * again, whole and of that name, or nothing, within a bounded time; a cache that is away costs no
 * request more than that. Nothing here is loaded unless it is configured. Start reading at {@link
 * io.meridian.storegateway.cache.remote.RemoteCache}.
 */
@NullMarked
package io.meridian.storegateway.cache.remote;

import org.jspecify.annotations.NullMarked;
