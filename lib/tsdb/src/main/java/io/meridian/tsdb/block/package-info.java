/**
 * Blocks: immutable folders of a time range's series, as Prometheus and Thanos have them.
 *
 * <pre>
 *   01HZ…/meta.json       what it is; written last          BlockMeta
 *         index           label sets and where their chunks stand   io.meridian.tsdb.index
 *         index.header    our sparse copy of the index, if any
 *         chunks/000001…  chunk files of at most 512 MiB     ChunkFileWriter, ChunkFileReader
 *         tombstones      what is deleted, if anything       Tombstones
 * </pre>
 *
 * In come sorted series with their chunks and leave as a folder ({@link
 * io.meridian.tsdb.block.BlockWriter}); out of a folder or of byte ranges come series of encoded
 * chunks ({@link io.meridian.tsdb.block.ChunkSeriesCursor}) or of samples ({@link
 * io.meridian.tsdb.block.BlockReader}), and findings about what is wrong ({@link
 * io.meridian.tsdb.block.BlockVerifier}). Start reading at {@code BlockReader}.
 */
@NullMarked
package io.meridian.tsdb.block;

import org.jspecify.annotations.NullMarked;
