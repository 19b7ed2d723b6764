package io.meridian.tsdb.index;

import java.util.Arrays;
import java.util.BitSet;

/**
 * References that ascend as they are added, each less than 2^31, in two bytes each at most where
 * they are many. The references of a block of 65,536 lie in
 *
 * <pre>
 *   char[]   their lower halves, ascending, while they are less than 4,096
 *   long[]   a bit for each of the block; the same array for all blocks that have all their bits
 * </pre>
 *
 * A block to which nothing is added any more has no slack. What reads a list sees what was added
 * before it was made, whatever is added meanwhile; {@link #without} leaves the list as it is.
 */
public final class RefBlocks {
  /** References whose upper halves are the same are of one block. */
  static final int BLOCK_BITS = 16;

  static final int BLOCK = 1 << BLOCK_BITS;

  /** From so many on bits take no more than lower halves. */
  private static final int MOST_LOWS = BLOCK / Character.SIZE;

  private static final int FIRST_LOWS = 16;
  private static final int ARRAY_HEADER = 16;
  private static final int BITS_BYTES = ARRAY_HEADER + BLOCK / Byte.SIZE;

  /** Two array headers and the fields; what a block has in the two arrays. */
  private static final int FIXED = 2 * ARRAY_HEADER + 56;

  private static final int BLOCK_FIXED = Character.BYTES + Integer.BYTES;

  private static final char[] NO_LOWS = {};
  private static final long[] NO_BITS = {};
  private static final long[] ALL_BITS = new long[BLOCK / Long.SIZE];

  static {
    Arrays.fill(ALL_BITS, -1);
  }

  /** The upper half of the references of each block. */
  private char[] keys = {};

  private Object[] blocks = {};
  private int blockCount;

  /** What the last block is; one of them is empty. */
  private char[] lows = NO_LOWS;

  private long[] bits = NO_BITS;

  /** How many references the last block has. */
  private int inLast;

  /** The last reference; of no block before there is one. */
  private int last = -1;

  private int size;

  private long bytes = FIXED;

  /** How many references there are. */
  public int size() {
    return size;
  }

  /** How many blocks there are. */
  public int blocks() {
    return blockCount;
  }

  /** Over how many blocks ascending references are spread. */
  public static int blocks(int... refs) {
    int count = refs.length == 0 ? 0 : 1;
    for (int i = 1; i < refs.length; i++) {
      count += refs[i] >>> BLOCK_BITS == refs[i - 1] >>> BLOCK_BITS ? 0 : 1;
    }
    return count;
  }

  /** About how much memory the list takes. */
  public long bytes() {
    return bytes;
  }

  private static long bytes(Object block) {
    if (block instanceof char[] lows) {
      return lows.length == 0 ? 0 : ARRAY_HEADER + (long) Character.BYTES * lows.length;
    }
    return BITS_BYTES;
  }

  /** Adds a reference, which is greater than all that were ever added. */
  public void add(int ref) {
    if (ref >>> BLOCK_BITS != last >>> BLOCK_BITS) {
      begin(ref >>> BLOCK_BITS);
    }
    int low = ref & (BLOCK - 1);
    if (inLast == lows.length) {
      grow();
    }
    if (lows.length > 0) {
      lows[inLast] = (char) low;
    } else {
      bits[low >>> 6] |= 1L << low;
    }
    inLast++;
    last = ref;
    size++;
  }

  private void begin(int key) {
    close();
    append(key, NO_LOWS);
    lows = NO_LOWS;
    bits = NO_BITS;
    inLast = 0;
  }

  /** Takes the slack off the last block. */
  private void close() {
    if (inLast < lows.length) {
      replace(Arrays.copyOf(lows, inLast));
    } else if (inLast == BLOCK && bits.length > 0) {
      replace(ALL_BITS);
      bytes -= BITS_BYTES;
    }
  }

  private void append(int key, Object block) {
    if (blockCount == keys.length) {
      keys = Arrays.copyOf(keys, blockCount + (blockCount >> 2) + 1);
      bytes += (long) BLOCK_FIXED * (keys.length - blockCount);
      blocks = Arrays.copyOf(blocks, keys.length);
    }
    keys[blockCount++] = (char) key;
    bytes += bytes(block);
    blocks[blockCount - 1] = block;
  }

  /** Gives the last block another form. */
  private void replace(Object block) {
    bytes += bytes(block) - bytes(blocks[blockCount - 1]);
    blocks[blockCount - 1] = block;
  }

  /** Makes room in the last block, whose lower halves fill their array. */
  private void grow() {
    if (inLast < MOST_LOWS - 1) {
      lows = Arrays.copyOf(lows, Math.min(inLast + Math.max(inLast, FIRST_LOWS), MOST_LOWS - 1));
      replace(lows);
      return;
    }
    bits = new long[BLOCK / Long.SIZE];
    for (char low : lows) {
      bits[low >>> 6] |= 1L << low;
    }
    lows = NO_LOWS;
    replace(bits);
  }

  /**
   * What is left of the list without some references. What was untouched is of both, so only one of
   * them may be added to.
   */
  public RefBlocks without(BitSet gone) {
    RefBlocks kept = new RefBlocks();
    Postings refs = postings();
    int[] taken = new int[256];
    for (int i = 0; i < blockCount; i++) {
      int first = keys[i] << BLOCK_BITS;
      int hit = gone.nextSetBit(first);
      if (i + 1 < blockCount && (hit < 0 || hit - first >= BLOCK)) {
        kept.share(keys[i], blocks[i]);
        continue;
      }
      refs.skipTo(first);
      for (int count; (count = refs.next(taken, 0, taken.length, (long) first + BLOCK)) > 0; ) {
        kept.addOthers(taken, count, gone);
      }
    }
    return kept;
  }

  private void addOthers(int[] refs, int count, BitSet gone) {
    for (int i = 0; i < count; i++) {
      if (!gone.get(refs[i])) {
        add(refs[i]);
      }
    }
  }

  /** Adds a block that is not added to any more. */
  private void share(int key, Object block) {
    close();
    append(key, block);
    lows = NO_LOWS;
    bits = NO_BITS;
    inLast = count(block);
    bytes -= inLast == BLOCK ? BITS_BYTES : 0;
    last = (key << BLOCK_BITS) + highest(block);
    size += inLast;
  }

  private static int count(Object block) {
    if (block instanceof char[] lows) {
      return lows.length;
    }
    int count = 0;
    for (long word : (long[]) block) {
      count += Long.bitCount(word);
    }
    return count;
  }

  private static int highest(Object block) {
    if (block instanceof char[] lows) {
      return lows[lows.length - 1];
    }
    long[] words = (long[]) block;
    int word = words.length - 1;
    while (words[word] == 0) {
      word--;
    }
    return 64 * word + 63 - Long.numberOfLeadingZeros(words[word]);
  }

  /** The references, ascending. */
  public int[] toArray() {
    int[] refs = new int[size];
    Postings all = postings();
    for (int at = 0; at < size; ) {
      at += all.next(refs, at, size, Postings.END);
    }
    return refs;
  }

  /** The references as a list to be read once. */
  public Postings postings() {
    return new BlockPostings(keys, blocks, blockCount, inLast, last, size);
  }
}
