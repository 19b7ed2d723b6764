/**
 * The store gateway: every block of a bucket over StoreAPI.
 *
 * <p>What enters: a bucket that others write, StoreAPI's requests. What leaves: series, labels, and
 * a page that says of each block what became of it. Start reading at {@link
 * io.meridian.storegateway.StoreGateway}.
 */
@NullMarked
package io.meridian.storegateway;

import org.jspecify.annotations.NullMarked;
