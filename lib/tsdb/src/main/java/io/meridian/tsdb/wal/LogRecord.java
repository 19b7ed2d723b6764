package io.meridian.tsdb.wal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A record while it is handed over: a view of the log's bytes, which were checked before. */
public final class LogRecord {
  private MemorySegment bytes = MemorySegment.NULL;
  private long at;
  private boolean fromCheckpoint;

  LogRecord() {}

  LogRecord moveTo(MemorySegment file, long offset, boolean checkpoint) {
    bytes = file;
    at = offset;
    fromCheckpoint = checkpoint;
    return this;
  }

  /** Whether this is of the checkpoint rather than of the log. */
  public boolean fromCheckpoint() {
    return fromCheckpoint;
  }

  /**
   * Its number: what {@link WriteAheadLog#append} gave, or its place in the checkpoint from 1 on.
   */
  public long sequence() {
    return RecordFormat.sequence(bytes, at);
  }

  /** What it was appended as. */
  public int kind() {
    return RecordFormat.kind(bytes, at);
  }

  public String tenant() {
    byte[] name = new byte[RecordFormat.tenantLength(bytes, at)];
    MemorySegment.copy(
        bytes, ValueLayout.JAVA_BYTE, at + RecordFormat.HEADER, name, 0, name.length);
    return new String(name, StandardCharsets.UTF_8);
  }

  /** The length of the payload. */
  public int length() {
    return RecordFormat.length(bytes, at);
  }

  /** The payload, where it lies: readable until the record was handed over. */
  public MemorySegment payload() {
    return bytes.asSlice(RecordFormat.payload(bytes, at), length());
  }

  /** Copies the payload to the begin of an array that is at least as long. */
  public void copyTo(byte[] into) {
    MemorySegment.copy(
        bytes, ValueLayout.JAVA_BYTE, RecordFormat.payload(bytes, at), into, 0, length());
  }
}
