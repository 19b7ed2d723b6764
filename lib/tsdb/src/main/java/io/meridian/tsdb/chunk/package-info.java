/**
 * Chunks: a hundred or so samples of one series as a string of bits, in every encoding of
 * Prometheus and Thanos' aggregates.
 *
 * <p>What enters: the data of a chunk, the bytes behind its encoding byte. What leaves: columns of
 * samples; and the other way round. Start reading at {@link io.meridian.tsdb.chunk.ChunkEncoding},
 * which lists the encodings, and {@link io.meridian.tsdb.chunk.ChunkDecoder}, which reads all of
 * them. Each encoding's decoder opens with its format.
 */
@NullMarked
package io.meridian.tsdb.chunk;

import org.jspecify.annotations.NullMarked;
