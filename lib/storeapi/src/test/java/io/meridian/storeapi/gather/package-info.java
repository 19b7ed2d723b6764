@NullMarked
package io.meridian.storeapi.gather;

import org.jspecify.annotations.NullMarked;
