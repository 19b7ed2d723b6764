/**
 * Which blocks a gateway serves, and what state they are in.
 *
 * <p>What enters: what {@code lib/blocks} discovers, round after round. What leaves: stores for
 * StoreAPI, whose blocks are opened when they are needed. Start reading at {@link
 * io.meridian.storegateway.catalog.BlockCatalog}.
 */
@NullMarked
package io.meridian.storegateway.catalog;

import org.jspecify.annotations.NullMarked;
