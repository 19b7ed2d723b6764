/**
 * The write-ahead log: what was acknowledged is on disk before it is in memory only. One log for
 * all tenants of a receiver.
 *
 * <pre>
 *   wal/version                 format version and the log's identity    LogIdentity
 *       lock                    held by the process that has the log open
 *       checkpoint-00…0042      what replaces all records up to 42       CheckpointWriter
 *       segment-00…0043         records behind one another               SegmentHeader, RecordFormat
 *       fenced                  only after a failed fsync                LogFolder
 * </pre>
 *
 * <p>In come records: a tenant, a kind and opaque bytes, one for each request. They leave as the
 * same records in the same order when the log is opened again, each checked, those of the newest
 * checkpoint first; and with them an account of what could not be read. Start reading at {@link
 * io.meridian.tsdb.wal.WriteAheadLog}; docs/formats/wal.md has the bytes.
 */
@NullMarked
package io.meridian.tsdb.wal;

import org.jspecify.annotations.NullMarked;
