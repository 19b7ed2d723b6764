/**
 * The commands of {@code meridian tools bucket}: {@code BucketTools} lists them, each is a class.
 * Buckets come in through {@code --objstore.config}, answers leave as tables or JSON.
 */
@NullMarked
package io.meridian.cli.bucket;

import org.jspecify.annotations.NullMarked;
