package io.meridian.bucket;

import java.time.Instant;

/**
 * What is known of an object without reading it.
 *
 * @param name the object's name
 * @param size bytes
 * @param modified when it was written
 * @param version changes with the content; opaque, for {@link Condition.Matching}
 */
public record ObjectInfo(String name, long size, Instant modified, String version) {}
