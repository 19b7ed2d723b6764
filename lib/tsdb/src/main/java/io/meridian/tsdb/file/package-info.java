/**
 * Files below the formats: bytes read by range, checksums, and the seam to the file system that
 * writers use.
 *
 * <p>What enters: paths and ranges. What leaves: memory segments that are safe until their owner is
 * closed, and errors that name file and place. Start reading at {@link
 * io.meridian.tsdb.file.ByteRanges} and {@link io.meridian.tsdb.file.Disk}.
 */
@NullMarked
package io.meridian.tsdb.file;

import org.jspecify.annotations.NullMarked;
