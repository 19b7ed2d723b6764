@NullMarked
package io.meridian.storeapi.wire;

import org.jspecify.annotations.NullMarked;
