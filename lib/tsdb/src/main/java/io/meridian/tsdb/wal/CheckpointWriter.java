package io.meridian.tsdb.wal;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Writes what replaces all records of a log up to one: on a clean shutdown everything, a snapshot.
 * It counts from {@link #commit} on, and never in part. Use by one thread.
 */
public final class CheckpointWriter implements AutoCloseable {
  private final WriteAheadLog log;
  private final LogFolder folder;
  private final long covered;
  private final Path unfinished;
  private final SegmentWriter out;
  private long sequence;
  private boolean open = true;

  CheckpointWriter(WriteAheadLog log, LogFolder folder, long identity, long covered)
      throws IOException {
    this.log = log;
    this.folder = folder;
    this.covered = covered;
    this.unfinished = LogFolder.unfinished(folder.checkpoint(covered));
    folder.disk().delete(unfinished);
    SegmentHeader header = SegmentHeader.ofCheckpoint(identity, covered);
    this.out = SegmentWriter.create(folder.disk(), unfinished, header);
  }

  /**
   * Appends a record, as {@link WriteAheadLog#append} does to the log. Many small ones cost more
   * than few large ones: each is a system call.
   *
   * @throws UnavailableException if it cannot be written; close this then
   * @throws InvalidRequestException if the record is too large
   */
  public void append(String tenant, int kind, byte[] payload, int from, int to) {
    WriteAheadLog.checkKind(kind);
    write(RecordFormat.front(tenant, kind, payload, from, to), payload, from, to);
  }

  private void write(byte[] front, byte[] payload, int from, int to) {
    if (!open) {
      throw new IllegalStateException("the checkpoint is finished");
    }
    try {
      out.append(front, sequence + 1, payload, from, to);
      sequence++;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** How many bytes were written so far. */
  public long bytes() {
    return out.end();
  }

  /**
   * Makes this the log's checkpoint: durable, under its name, and only then are older ones and the
   * segments deleted that it replaces.
   *
   * @throws UnavailableException if that fails; the log is as it was, or fenced if it cannot be
   *     known whether the checkpoint's name lasts
   */
  public void commit() {
    byte[] count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(sequence).array();
    write(RecordFormat.front("", RecordFormat.END, count, 0, count.length), count, 0, count.length);
    try {
      out.sync();
      out.close();
      folder.disk().rename(unfinished, folder.checkpoint(covered));
      open = false;
    } catch (IOException e) {
      throw failure(e);
    }
    log.replaceBy(covered);
  }

  private UnavailableException failure(IOException e) {
    return new UnavailableException(
        "the checkpoint "
            + unfinished
            + " cannot be written: "
            + e.getMessage()
            + "; the log is kept as it is, try again when the disk takes writes",
        e);
  }

  /** Deletes what was written, unless it was committed. */
  @Override
  public void close() {
    if (open) {
      open = false;
      try {
        out.close();
        folder.disk().delete(unfinished);
      } catch (IOException e) {
        // the next checkpoint or the next opening of the log deletes it
      }
    }
  }
}
