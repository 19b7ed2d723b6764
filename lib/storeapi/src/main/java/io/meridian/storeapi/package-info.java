/**
 * StoreAPI in Java: {@link io.meridian.storeapi.serve} answers it, {@link
 * io.meridian.storeapi.wire} has its messages of series.
 */
@NullMarked
package io.meridian.storeapi;

import org.jspecify.annotations.NullMarked;
