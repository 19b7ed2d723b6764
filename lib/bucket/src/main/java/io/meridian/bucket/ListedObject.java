package io.meridian.bucket;

import java.time.Instant;

/**
 * An object in a listing.
 *
 * @param size bytes
 * @param modified when it was written
 */
public record ListedObject(String name, long size, Instant modified) {}
