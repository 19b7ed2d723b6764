@NullMarked
package io.meridian.storegateway.cache.remote;

import org.jspecify.annotations.NullMarked;
