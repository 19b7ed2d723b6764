/**
 * The wire contracts, held against bytes that the real programs sent.
 *
 * <p>What enters: captured requests and responses of {@code golden/wire}. Start reading at {@link
 * io.meridian.api.GoldenStoreMessagesTest}.
 */
@NullMarked
package io.meridian.api;

import org.jspecify.annotations.NullMarked;
