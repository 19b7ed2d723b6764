@NullMarked
package io.meridian.storeapi.order;

import org.jspecify.annotations.NullMarked;
