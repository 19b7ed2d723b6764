/**
 * Time series on disk and in memory: chunk encodings, index, block, merge, head, write-ahead log.
 */
@NullMarked
package io.meridian.tsdb;

import org.jspecify.annotations.NullMarked;
