package io.meridian.tsdb.index;

import java.util.Arrays;

/**
 * What a list of {@link RefBlocks} had when this was made. Always stands at the next reference, and
 * holds the block of it, so that it does not matter if the list gives the block another form.
 */
final class BlockPostings implements Postings {
  /** Where one side has so many times what the other has, positions are sought. */
  private static final int MERGE_RATIO = 6;

  private static final char[] NONE = {};

  private final char[] keys;
  private final Object[] blocks;
  private final int blockCount;
  private final int inLast;
  private final long last;
  private long left;

  private int block;

  /** The reference that the block begins with, whether it has it or not. */
  private long base;

  /** The lower halves of the block, if it has such. */
  private char[] lows = NONE;

  private int at;

  /** Where those end that are of this list. */
  private int end;

  /** The bits of the block, if it has such. */
  private long[] bits = {};

  private int word;

  /** What is left of the word, never 0. */
  private long rest;

  /**
   * Everything that a list has.
   *
   * @param inLast how many references the last block has
   * @param last the last reference
   */
  BlockPostings(char[] keys, Object[] blocks, int blockCount, int inLast, int last, int size) {
    this.keys = keys;
    this.blocks = blocks;
    this.blockCount = blockCount;
    this.inLast = inLast;
    this.last = last;
    this.left = size;
    load(0);
  }

  /** Stands at the first reference of a block. */
  private void load(int number) {
    block = number;
    if (block == blockCount) {
      return;
    }
    base = (long) keys[block] << RefBlocks.BLOCK_BITS;
    if (blocks[block] instanceof char[] array) {
      lows = array;
      at = 0;
      end = block + 1 < blockCount ? array.length : inLast;
    } else {
      lows = NONE;
      bits = (long[]) blocks[block];
      seek(0);
    }
  }

  /** Stands at the first reference from a bit of the block on, in another block if it has none. */
  private void seek(int bit) {
    long mask = -1L << bit;
    word = bit >>> 6;
    while (word < bits.length && (bits[word] & mask) == 0) {
      mask = -1;
      word++;
    }
    if (word < bits.length) {
      rest = bits[word] & mask;
    }
    if (word == bits.length || floor() > last) {
      load(block + 1);
    }
  }

  /** Stands at a position of the lower halves, in the next block if they end there. */
  private void pass(int position) {
    left -= position - at;
    at = position;
    if (at == end) {
      load(block + 1);
    }
  }

  @Override
  public long estimate() {
    return block < blockCount ? left : 0;
  }

  @Override
  public long floor() {
    if (block == blockCount) {
      return END;
    }
    return base + (lows.length > 0 ? lows[at] : 64L * word + Long.numberOfTrailingZeros(rest));
  }

  @Override
  public int next(int[] into, int from, int to, long below) {
    int taken = from;
    while (taken < to && block < blockCount && floor() < below) {
      taken +=
          lows.length > 0 ? nextLows(into, taken, to, below) : nextBits(into, taken, to, below);
    }
    return taken - from;
  }

  private int nextLows(int[] into, int from, int to, long below) {
    int stop = gallop(lows, at, Math.min(end, at + to - from), below - base);
    int count = stop - at;
    for (int i = 0; i < count; i++) {
      into[from + i] = (int) base + lows[at + i];
    }
    pass(stop);
    return count;
  }

  /** Takes references of one word. */
  private int nextBits(int[] into, int from, int to, long below) {
    long bound = Math.min(below, last + 1) - base - 64L * word;
    int first = (int) base + 64 * word;
    long open = bound < 64 ? rest & ~(-1L << bound) : rest;
    int taken = from;
    if (open == -1 && to - from >= 64) {
      for (int i = 0; i < 64; i++) {
        into[taken++] = first + i;
      }
      open = 0;
    }
    for (; open != 0 && taken < to; open &= open - 1) {
      into[taken++] = first + Long.numberOfTrailingZeros(open);
    }
    left -= taken - from;
    skipTo(Integer.toUnsignedLong(into[taken - 1]) + 1);
    return taken - from;
  }

  @Override
  public void skipTo(long target) {
    if (block == blockCount || target <= floor()) {
      return;
    }
    if (target >= base + RefBlocks.BLOCK) {
      load(blockOf(target));
    }
    if (target <= floor()) {
      return;
    }
    if (lows.length > 0) {
      pass(gallop(lows, at, end, target - base));
    } else {
      seek((int) (target - base));
    }
  }

  /** The first block behind this one that can have what is not below a target. */
  private int blockOf(long target) {
    long key = target >>> RefBlocks.BLOCK_BITS;
    if (block + 1 == blockCount || key <= keys[block + 1]) {
      return block + 1;
    }
    if (key > keys[blockCount - 1]) {
      return blockCount;
    }
    int found = Arrays.binarySearch(keys, block + 1, blockCount, (char) key);
    return found >= 0 ? found : -1 - found;
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] marks) {
    int i = from;
    while (i < to && block < blockCount) {
      skipTo(Integer.toUnsignedLong(refs[i]));
      i = ListPostings.gallop(refs, i, to, floor());
      int stop = ListPostings.gallop(refs, i, to, base + RefBlocks.BLOCK);
      if (i < stop) {
        if (lows.length > 0) {
          markLows(refs, i, stop, marks, from);
        } else {
          markBits(refs, i, stop, marks, from);
        }
        skipTo(Integer.toUnsignedLong(refs[stop - 1]) + 1);
      }
      i = stop;
    }
  }

  private void markBits(int[] refs, int begin, int to, long[] marks, int from) {
    int stop = ListPostings.gallop(refs, begin, to, last + 1);
    for (int i = begin; i < stop; i++) {
      int bit = refs[i] & (RefBlocks.BLOCK - 1);
      marks[(i - from) >> 6] |= (bits[bit >>> 6] >>> bit & 1L) << (i - from);
    }
  }

  private void markLows(int[] refs, int begin, int to, long[] marks, int from) {
    int stop = gallop(lows, at, end, low(refs[to - 1]) + 1);
    if (stop - at < MERGE_RATIO * (to - begin) && to - begin < MERGE_RATIO * (stop - at)) {
      merge(refs, begin, to, stop, marks, from);
    } else {
      leap(refs, begin, to, stop, marks, from);
    }
  }

  private static int low(int ref) {
    return ref & (RefBlocks.BLOCK - 1);
  }

  /** Walks over both side by side, without a branch that depends on what is found. */
  private void merge(int[] refs, int begin, int to, int stop, long[] marks, int from) {
    int i = begin;
    int j = at;
    while (i < to && j < stop) {
      int asked = low(refs[i]);
      int listed = lows[j];
      marks[(i - from) >> 6] |= (asked == listed ? 1L : 0L) << (i - from);
      i += asked <= listed ? 1 : 0;
      j += listed <= asked ? 1 : 0;
    }
  }

  private void leap(int[] refs, int begin, int to, int stop, long[] marks, int from) {
    int i = begin;
    int j = at;
    while (i < to && j < stop) {
      int asked = low(refs[i]);
      if (lows[j] < asked) {
        j = gallop(lows, j + 1, stop, asked);
      } else if (lows[j] == asked) {
        marks[(i - from) >> 6] |= 1L << (i - from);
        i++;
        j++;
      } else {
        i = ListPostings.gallop(refs, i + 1, to, base + lows[j]);
      }
    }
  }

  /** The first position of a range whose lower half is not below a target, or the range's end. */
  private static int gallop(char[] lows, int from, int to, long target) {
    if (target > Character.MAX_VALUE) {
      return to;
    }
    int low = from;
    int probe = from;
    for (int step = 1; probe < to && lows[probe] < target; step <<= 1) {
      low = probe + 1;
      probe = Math.min(probe + step, to);
    }
    int found = Arrays.binarySearch(lows, low, probe, (char) target);
    return found >= 0 ? found : -1 - found;
  }
}
