/**
 * StoreAPI's series as bytes, without an object for a label or a chunk.
 *
 * <p>What enters on the way out: packed labels and chunks as they are stored. What leaves: messages
 * that are written once. On the way in {@link io.meridian.storeapi.wire.FrameReader} walks over a
 * message and packs labels. Start reading at {@link io.meridian.storeapi.wire.SeriesFrames}.
 */
@NullMarked
package io.meridian.storeapi.wire;

import org.jspecify.annotations.NullMarked;
