package io.meridian.tsdb.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MemoryRanges;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sparse headers that are wrong behind right checksums. */
final class MendedHeader {
  private MendedHeader() {}

  /** Makes all checksums of a header right, if its parts still have lengths that make sense. */
  static byte[] of(byte[] header) {
    MemorySegment bytes = MemorySegment.ofArray(header);
    int symbols = (int) bytes.get(HeaderLayout.U64, 96);
    int startsAt = 128 + ((symbols + 7) & -8);
    int starts = 4 * (int) Symbols.sampled(bytes.get(HeaderLayout.U32, 68), header[6] & 7);
    int tableAt = startsAt + ((starts + 7) & -8);
    if (symbols < 4
        || starts < 0
        || startsAt < 128
        || tableAt < startsAt
        || tableAt > header.length) {
      return header;
    }
    crc(header, 112, 128, 128 + symbols);
    crc(header, 116, startsAt, startsAt + starts);
    crc(header, 120, tableAt, header.length);
    ByteBuffer.wrap(header).putInt(64, IndexForge.crc(Arrays.copyOfRange(header, 16, 64)));
    crc(header, 124, 0, 124);
    return header;
  }

  /** A right header of the good index. */
  static byte[] good(Path folder) throws IOException {
    Path file = folder.resolve("good");
    SparseHeader.write(Disk.local(), file, new MemoryRanges("index", MendedIndex.GOOD));
    return Files.readAllBytes(file);
  }

  /**
   * All that a reader of the good index takes from a header.
   *
   * @param file is written to
   * @throws io.meridian.model.CorruptDataException if the header misleads the reader, and it
   *     notices
   */
  static List<String> answers(byte[] header, Path file) throws IOException {
    Files.write(file, header);
    List<String> answers = new ArrayList<>();
    try (SparseHeader opened = SparseHeader.open(file);
        IndexReader index = IndexReader.open(new MemoryRanges("index", MendedIndex.GOOD), opened)) {
      for (String name : index.labelNames(0)) {
        byte[] bytes = name.getBytes(UTF_8);
        for (ValueCursor value = index.values(bytes); value.next(); ) {
          byte[] text = Arrays.copyOfRange(value.bytes(), value.from(), value.to());
          int[] refs = index.refs(bytes, text).toArray();
          answers.add(name + value.listOffset() + Arrays.toString(refs));
        }
      }
      answers.add(Arrays.toString(index.allRefs().toArray()));
    }
    return answers;
  }

  private static void crc(byte[] header, int at, int from, int to) {
    MemorySegment.ofArray(header)
        .set(HeaderLayout.U32, at, IndexForge.crc(Arrays.copyOfRange(header, from, to)));
  }
}
