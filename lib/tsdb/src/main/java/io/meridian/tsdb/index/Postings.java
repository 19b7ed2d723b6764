package io.meridian.tsdb.index;

import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * References of series, strictly ascending, each an unsigned 32-bit number; read once, front to
 * back, by one thread. Nothing is computed before it is asked for.
 *
 * <p>Work is done in blocks, so that the calls between the parts of a composed list are paid once
 * for some hundred references. Two operations carry the algebra: {@link #next} produces references,
 * {@link #mark} tests given ones. An intersection takes the references of its smallest part and
 * lets the others mark them; a difference does the same and keeps what is not marked; a union marks
 * with every part. No operation looks at what was passed already.
 *
 * <p>References within the interface are {@code int} in arrays, to be compared unsigned, and {@code
 * long} as bounds, from 0 to {@link #END}.
 *
 * <p><b>Damaged lists.</b> A list that was read from a file may be unsorted. {@link #next} of such
 * a list throws {@link io.meridian.model.CorruptDataException} at the first reference that is not
 * above the one before it; {@link #mark} and {@link #skipTo} search by halving and may pass damage
 * unseen: their answer is then a subset of the references given to them, or further on in the list.
 * Every operation moves forward, none loops for ever.
 */
public interface Postings {
  /** Above every reference. */
  long END = 1L << 32;

  /** An upper bound of how many references are left; what costs are reckoned by. */
  long estimate();

  /** A lower bound of the next reference, found without work; {@link #END} only if none is left. */
  long floor();

  /**
   * Takes the next references below a bound.
   *
   * @param into gets them, ascending
   * @param from where in it to begin
   * @param to where in it to stop at the latest; above {@code from}
   * @param below only references less than this are taken, others stay
   * @return how many were taken; 0 only if none below the bound is left
   */
  int next(int[] into, int from, int to, long below);

  /** Passes all references below a target. */
  void skipTo(long target);

  /**
   * Finds which of the given references are in this list, and passes all up to the last one given.
   * What was passed before is not found.
   *
   * @param refs ascending from {@code from} to {@code to}
   * @param marks bit i is set if {@code refs[from + i]} is in the list; no bit is cleared
   */
  void mark(int[] refs, int from, int to, long[] marks);

  /** No reference. */
  static Postings empty() {
    return ListPostings.of(new int[0], 0, 0);
  }

  /**
   * The references of an array, which must be strictly ascending as unsigned numbers and is not
   * copied.
   */
  static Postings of(int... refs) {
    return ListPostings.of(refs, 0, refs.length);
  }

  /** The references of a part of an array, as {@link #of(int...)}. */
  static Postings of(int[] refs, int from, int to) {
    return ListPostings.of(refs, from, to);
  }

  /** Every reference of a range, the end left out. */
  static Postings range(long from, long to) {
    return new RangePostings(from, to);
  }

  /** The members of a bitmap, which is not copied and must not change while the list is read. */
  static Postings of(RoaringBitmap bitmap) {
    return new BitmapPostings(bitmap);
  }

  /**
   * References that are in every list; there must be at least one list. The lists belong to the
   * result.
   */
  static Postings and(List<Postings> lists) {
    if (lists.size() == 1) {
      return lists.getFirst();
    }
    return new Intersection(
        lists.stream().sorted(Comparator.comparingLong(Postings::estimate)).toList());
  }

  /** References that are in any of the lists, which belong to the result. */
  static Postings or(List<Postings> lists) {
    return Union.of(lists);
  }

  /** References that are in the first list and not in the second; both belong to the result. */
  static Postings without(Postings list, Postings excluded) {
    return new Difference(list, excluded);
  }
}
