/**
 * The {@code objstore.config} of Thanos: which bucket to open, and how.
 *
 * <p>What enters: a configuration file. What leaves: {@link
 * io.meridian.bucket.config.ObjectStoreConfig}, which opens the bucket, and warnings about keys
 * without an effect here. Records named {@code …Yaml} are the file's keys, one mapping each.
 */
@NullMarked
package io.meridian.bucket.config;

import org.jspecify.annotations.NullMarked;
