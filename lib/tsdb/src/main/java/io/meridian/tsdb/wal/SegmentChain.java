package io.meridian.tsdb.wal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments that one process writes, one behind the other. A segment is begun with its first
 * record; one that a write failed in ends before that write. For use under the log's lock, but for
 * {@link Unsynced#sync}.
 */
final class SegmentChain {
  private final LogFolder folder;
  private final long identity;
  private LogReplay.Place before;
  private long next;
  private @Nullable SegmentWriter current;
  private List<SegmentWriter> ended = new ArrayList<>();
  private boolean nameUnsynced;

  SegmentChain(LogFolder folder, long identity, LogReplay.Place before, long next) {
    this.folder = folder;
    this.identity = identity;
    this.before = before;
    this.next = next;
  }

  /** Appends a record, in a new segment if it would make this one too long. */
  long append(
      byte[] front, byte[] payload, int from, int to, long segmentBytes, LogCounters counters)
      throws IOException {
    SegmentWriter segment = current;
    if (segment != null && segment.end() + front.length + (to - from) > segmentBytes) {
      roll();
      segment = null;
    }
    long sequence = next++; // a number whose write failed is not given again
    if (segment == null) {
      segment = begin(sequence);
      counters.segments.incrementAndGet();
    }
    try {
      segment.append(front, sequence, payload, from, to);
    } catch (IOException e) {
      roll();
      throw e;
    }
    return sequence;
  }

  private SegmentWriter begin(long sequence) throws IOException {
    SegmentHeader header =
        new SegmentHeader(
            false, identity, sequence, before.number(), before.end(), before.sequence());
    SegmentWriter segment = SegmentWriter.create(folder.disk(), folder.segment(sequence), header);
    current = segment;
    nameUnsynced = true;
    return segment;
  }

  /** Ends the current segment. */
  void roll() {
    SegmentWriter segment = current;
    if (segment != null) {
      current = null;
      ended.add(segment);
      if (segment.lastSequence() > 0) {
        before = new LogReplay.Place(segment.number(), segment.end(), segment.lastSequence());
      }
    }
  }

  /** What is to be synced so that all records are durable. */
  record Unsynced(
      LogFolder folder, List<SegmentWriter> ended, @Nullable SegmentWriter current, boolean name) {
    void sync() throws IOException {
      for (SegmentWriter segment : ended) {
        segment.sync();
        segment.close();
      }
      if (current != null) {
        current.sync();
      }
      if (name) {
        folder.disk().syncFolder(folder.path());
      }
    }

    /** Closes the ended segments' files; nobody will sync them. */
    void abandon() {
      for (SegmentWriter segment : ended) {
        try {
          segment.close();
        } catch (IOException e) {
          // the log is fenced already
        }
      }
    }
  }

  /** Hands over what is to be synced; if that fails the log is fenced. */
  Unsynced unsynced() {
    Unsynced unsynced = new Unsynced(folder, ended, current, nameUnsynced);
    ended = new ArrayList<>();
    nameUnsynced = false;
    return unsynced;
  }

  /** Deletes the segments all of whose records are covered, but for the current one. */
  void deleteUpTo(long covered) throws IOException {
    NavigableMap<Long, Path> all = folder.segments();
    for (Map.Entry<Long, Path> entry : all.entrySet()) {
      Long following = all.higherKey(entry.getKey());
      long end = following == null ? before.sequence() + 1 : following;
      boolean isCurrent = current != null && current.number() == entry.getKey();
      if (end - 1 > covered || isCurrent) {
        return;
      }
      folder.disk().delete(entry.getValue());
    }
  }

  void close() throws IOException {
    roll();
    for (SegmentWriter segment : ended) {
      segment.close();
    }
  }
}
