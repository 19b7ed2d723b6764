@NullMarked
package io.meridian.storegateway;

import org.jspecify.annotations.NullMarked;
