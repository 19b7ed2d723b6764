@NullMarked
package io.meridian.bucket.config;

import org.jspecify.annotations.NullMarked;
