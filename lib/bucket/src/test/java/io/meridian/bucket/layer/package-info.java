@NullMarked
package io.meridian.bucket.layer;

import org.jspecify.annotations.NullMarked;
