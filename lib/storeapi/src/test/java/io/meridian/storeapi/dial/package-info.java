@NullMarked
package io.meridian.storeapi.dial;

import org.jspecify.annotations.NullMarked;
