package io.meridian.tsdb.index;

import io.meridian.model.Labels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A small index, and indexes like it that are wrong behind right checksums. */
final class MendedIndex {
  static final byte[] GOOD = new IndexForge(model()).forge().bytes();

  private MendedIndex() {}

  private static IndexModel model() {
    TreeMap<Labels, List<IndexModel.Chunk>> series = new TreeMap<>();
    for (int i = 0; i < 6; i++) {
      series.put(
          Labels.of("a", "v" + i % 2, "b", "\uD83E\uDD94", "n", "" + i),
          List.of(new IndexModel.Chunk(i, i + 9, 8), new IndexModel.Chunk(i + 20, i + 90, 900)));
    }
    return new IndexModel(series);
  }

  /**
   * Makes the checksums right again of all sections, series and lists that still have one in place.
   */
  static byte[] of(byte[] bytes) {
    byte[] mended = bytes.clone();
    ByteBuffer toc = ByteBuffer.wrap(GOOD, GOOD.length - 52, 52);
    int symbols = (int) toc.getLong();
    int series = (int) toc.getLong();
    int lists = (int) toc.getLong();
    int table = (int) toc.getLong();
    mend(mended, symbols, 4);
    for (int at = (series + 15) & -16; at < lists; at = (at + 15) & -16) {
      at = mend(mended, at, 1);
    }
    for (int at = (lists + 3) & -4; at < table; at = (at + 3) & -4) {
      at = mend(mended, at, 4);
    }
    mend(mended, table, 4);
    putCrc(mended, GOOD.length - 52, GOOD.length - 4);
    return mended;
  }

  /**
   * Mends what begins at an offset of the good index with a length of so many bytes; returns where
   * it ends.
   */
  private static int mend(byte[] bytes, int at, int lengthSize) {
    int length = lengthSize == 1 ? GOOD[at] : ByteBuffer.wrap(GOOD).getInt(at);
    putCrc(bytes, at + lengthSize, at + lengthSize + length);
    int claimed = lengthSize == 1 ? bytes[at] : ByteBuffer.wrap(bytes).getInt(at);
    int claimedEnd = at + lengthSize + claimed;
    if (claimed >= 0 && claimedEnd > at && claimedEnd <= bytes.length - 4) {
      putCrc(bytes, at + lengthSize, claimedEnd);
    }
    return at + lengthSize + length + 4;
  }

  private static void putCrc(byte[] bytes, int from, int to) {
    ByteBuffer.wrap(bytes).putInt(to, IndexForge.crc(Arrays.copyOfRange(bytes, from, to)));
  }
}
