package io.meridian.tsdb.wal;

import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a log from its begin: checkpoint, then segments, and finds out where it goes on. */
final class LogReplay {
  /** One piece of a fenced log that is written anew. */
  private static final int COPY = 1 << 20;

  private final LogFolder folder;
  private final long identity;
  private final ShardFeed feed;
  private final List<Loss> losses = new ArrayList<>();
  private long covered;
  private long checkpointRecords;
  private long records;
  private long checkpointBytes;
  private long bytes;
  private long lastSequence;
  private long lastName;
  private long tornBytes;
  private Place last = new Place(0, 0, 0);

  /** The end of a segment: its number, the offset behind its last record, that record's number. */
  record Place(long number, long end, long sequence) {}

  LogReplay(LogFolder folder, long identity, ShardFeed feed) {
    this.folder = folder;
    this.identity = identity;
    this.feed = feed;
  }

  /** Reads everything, and makes durable what was read. */
  Recovery run() throws IOException {
    folder.disk().syncFolder(folder.path());
    NavigableMap<Long, Path> checkpoints = folder.checkpoints();
    if (!checkpoints.isEmpty()) {
      readCheckpoint(checkpoints.lastEntry());
      checkpoints.pollLastEntry();
      for (Path old : checkpoints.values()) {
        folder.disk().delete(old);
      }
    }
    readSegments();
    return new Recovery(
        covered, checkpointRecords, records, checkpointBytes, bytes, lastSequence, losses);
  }

  /** The last segment's end. */
  Place last() {
    return last;
  }

  /** The next record's number. None is given again that a torn record or a file may have. */
  long nextSequence() {
    return Math.max(lastSequence, lastName) + 1 + tornBytes / RecordFormat.HEADER;
  }

  private void readCheckpoint(Map.Entry<Long, Path> entry) throws IOException {
    covered = entry.getKey();
    lastSequence = covered;
    StoredFile file = StoredFile.open(folder.disk(), covered, entry.getValue());
    try {
      RecordScan scan =
          new RecordScan(file.bytes(), file.path(), file.mark(identity), file.size(), 1, 0);
      boolean ended = false;
      for (long at = scan.next(); at >= 0; at = scan.next()) {
        ended = RecordFormat.kind(file.bytes(), at) == RecordFormat.END;
        if (!ended) {
          checkpointRecords++;
          add(file, true, at);
        }
      }
      losses.addAll(scan.losses());
      if (!ended || scan.soundEnd() < file.size()) {
        Loss.Kind kind = scan.soundEnd() < file.size() ? Loss.Kind.DAMAGED : Loss.Kind.MISSING;
        losses.add(new Loss(kind, file.path(), scan.soundEnd(), file.size(), 0));
      }
    } finally {
      file.letGo();
    }
  }

  private void add(StoredFile file, boolean checkpoint, long at) {
    long size = RecordFormat.size(file.bytes(), at);
    bytes += size;
    checkpointBytes += checkpoint ? size : 0;
    feed.add(file, checkpoint, at, size);
  }

  private void readSegments() throws IOException {
    OptionalLong fenced = folder.fenced();
    Deque<StoredFile> chain = new ArrayDeque<>();
    try {
      open(chain);
      while (!chain.isEmpty()) {
        StoredFile file = chain.removeFirst();
        try {
          Optional<SegmentHeader> next = headerBehind(file, chain.peekFirst());
          if (next.isPresent() && next.get().previousLast() <= covered) {
            folder.disk().delete(file.path());
          } else {
            readSegment(file, next, chain.isEmpty());
            keep(file, fenced);
          }
        } finally {
          file.letGo();
        }
      }
    } finally {
      chain.forEach(StoredFile::letGo);
    }
    if (fenced.isPresent()) {
      folder.unmarkFenced();
    }
  }

  /** Opens the segments, without the debris between one and the one that it names before it. */
  private void open(Deque<StoredFile> chain) throws IOException {
    long wanted = Long.MAX_VALUE;
    for (Map.Entry<Long, Path> entry : folder.segments().descendingMap().entrySet()) {
      lastName = Math.max(lastName, entry.getKey());
      if (entry.getKey() > wanted) {
        if (entry.getKey() <= covered) {
          folder.disk().delete(entry.getValue());
        }
        continue;
      }
      StoredFile file = StoredFile.open(folder.disk(), entry.getKey(), entry.getValue());
      chain.addFirst(file);
      wanted = file.header().map(SegmentHeader::previousNumber).orElse(Long.MAX_VALUE);
    }
  }

  private static Optional<SegmentHeader> headerBehind(StoredFile file, @Nullable StoredFile next) {
    return next == null
        ? Optional.empty()
        : next.header().filter(header -> header.previousNumber() == file.number());
  }

  private void readSegment(StoredFile file, Optional<SegmentHeader> next, boolean isLast) {
    file.header().ifPresent(this::noteMissing);
    long end = next.map(n -> Math.min(n.previousEnd(), file.size())).orElse(file.size());
    long first = file.header().map(SegmentHeader::number).orElse(0L);
    long expected = Math.max(last.sequence() == 0 ? 0 : last.sequence() + 1, first);
    RecordScan scan =
        new RecordScan(file.bytes(), file.path(), file.mark(identity), end, expected, covered);
    boolean found = false;
    for (long at = scan.next(); at >= 0; at = scan.next()) {
      found = true;
      if (RecordFormat.sequence(file.bytes(), at) > covered) {
        records++;
        add(file, false, at);
      }
    }
    losses.addAll(scan.losses());
    long known = next.map(SegmentHeader::previousLast).orElse(0L);
    noteLostEnd(file, scan, next, end, isLast);
    if (found || known > 0) {
      last = new Place(file.number(), scan.soundEnd(), Math.max(known, scan.expected() - 1));
      lastSequence = Math.max(lastSequence, last.sequence());
    }
  }

  private void noteLostEnd(
      StoredFile file, RecordScan scan, Optional<SegmentHeader> next, long end, boolean isLast) {
    long from = scan.soundEnd();
    if (isLast && from < end) {
      tornBytes = end - from;
      losses.add(new Loss(Loss.Kind.TORN_TAIL, file.path(), from, end, 0));
      return;
    }
    long known = next.map(SegmentHeader::previousLast).orElse(0L);
    long lost = Math.max(0, known - Math.max(covered, scan.expected() - 1));
    boolean mayMatter = next.isEmpty() || lost > 0;
    if (mayMatter && (from < end || lost > 0)) {
      Loss.Kind kind = from < end ? Loss.Kind.DAMAGED : Loss.Kind.MISSING;
      long to = next.map(SegmentHeader::previousEnd).orElse(end);
      losses.add(new Loss(kind, file.path(), from, Math.max(from, to), lost));
    }
  }

  /** A segment that its successor knows of and that is gone, unless the checkpoint replaces it. */
  private void noteMissing(SegmentHeader header) {
    if (header.previousNumber() > last.number() && header.previousLast() > covered) {
      long lost = header.previousLast() - Math.max(covered, last.sequence());
      Path missing = folder.segment(header.previousNumber());
      losses.add(new Loss(Loss.Kind.MISSING, missing, 0, header.previousEnd(), lost));
      last = new Place(header.previousNumber(), header.previousEnd(), header.previousLast());
      lastSequence = Math.max(lastSequence, header.previousLast());
    }
  }

  /**
   * Makes a segment durable. After a failed fsync its bytes may be in memory alone and count as
   * written, so that no fsync would write them: then it is written anew.
   */
  private void keep(StoredFile file, OptionalLong fenced) throws IOException {
    if (fenced.isEmpty()
        || last.number() != file.number()
        || last.sequence() <= fenced.getAsLong()) {
      sync(file.path());
      return;
    }
    Path copy = LogFolder.unfinished(file.path());
    folder.disk().delete(copy);
    try (DiskFile out = folder.disk().create(copy)) {
      for (long at = 0; at < last.end(); at += COPY) {
        long length = Math.min(COPY, last.end() - at);
        byte[] part = file.bytes().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        out.write(part, 0, part.length);
      }
      out.sync();
    }
    folder.disk().rename(copy, file.path());
    folder.disk().syncFolder(folder.path());
  }

  /** No later fsync of a file proves anything once one has failed, not even that of a restart. */
  private void sync(Path file) throws IOException {
    try {
      folder.disk().sync(file);
    } catch (IOException e) {
      try {
        folder.markFenced(0);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }
}
