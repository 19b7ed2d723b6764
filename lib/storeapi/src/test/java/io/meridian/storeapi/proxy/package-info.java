@NullMarked
package io.meridian.storeapi.proxy;

import org.jspecify.annotations.NullMarked;
