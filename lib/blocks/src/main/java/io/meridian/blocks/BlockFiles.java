package io.meridian.blocks;

import io.meridian.bucket.ListedObject;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.index.SparseHeader;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of a block as a bucket lists them, gathered while the listing goes by. */
final class BlockFiles {
  private static final String CHUNKS = "chunks/";

  private final Ulid block;
  private @Nullable ListedObject meta;
  private long indexSize = -1;
  private boolean hasHeader;
  private long[] segmentSizes = new long[1];
  private int segments;
  private final Set<BlockMark.Kind> marks = EnumSet.noneOf(BlockMark.Kind.class);
  private Instant lastWrite = Instant.EPOCH;

  BlockFiles(Ulid block) {
    this.block = block;
  }

  /** Adds a file; of the chunk files, in the order of their names. */
  void add(String path, ListedObject object) {
    if (object.modified().isAfter(lastWrite)) {
      lastWrite = object.modified();
    }
    if (path.equals(BlockMeta.FILE)) {
      meta = object;
    } else if (path.equals("index")) {
      indexSize = object.size();
    } else if (path.equals(SparseHeader.fileName())) {
      hasHeader = true;
    } else if (isSegment(path)) {
      if (segments == segmentSizes.length) {
        segmentSizes = Arrays.copyOf(segmentSizes, 2 * segments);
      }
      segmentSizes[segments++] = object.size();
    } else {
      BlockMark.Kind.ofFile(path).ifPresent(marks::add);
    }
  }

  /** Whether a path is that of an index or a chunk file. */
  static boolean isData(String path) {
    return path.equals("index") || isSegment(path);
  }

  private static boolean isSegment(String path) {
    return path.startsWith(CHUNKS)
        && path.length() > CHUNKS.length()
        && path.chars().skip(CHUNKS.length()).allMatch(c -> c >= '0' && c <= '9');
  }

  Ulid block() {
    return block;
  }

  /** Its meta.json in the listing. */
  Optional<ListedObject> meta() {
    return Optional.ofNullable(meta);
  }

  /** Bytes of the index; −1 if there is none. */
  long indexSize() {
    return indexSize;
  }

  boolean hasHeader() {
    return hasHeader;
  }

  /** Bytes of each chunk file, in the order by which chunks refer to them. */
  long[] segmentSizes() {
    return Arrays.copyOf(segmentSizes, segments);
  }

  boolean hasMark(BlockMark.Kind kind) {
    return marks.contains(kind);
  }

  Set<BlockMark.Kind> marks() {
    return marks;
  }

  Instant lastWrite() {
    return lastWrite;
  }

  /** Bytes of a file of index or chunks by its path; −1 if it is not there. */
  long sizeOf(String path) {
    if (path.equals("index")) {
      return indexSize;
    }
    if (!isSegment(path)) {
      return -1;
    }
    String number = path.substring(CHUNKS.length());
    if (number.length() > 9) {
      return -1;
    }
    int segment = Integer.parseInt(number) - 1;
    return segment >= 0 && segment < segments ? segmentSizes[segment] : -1;
  }
}
