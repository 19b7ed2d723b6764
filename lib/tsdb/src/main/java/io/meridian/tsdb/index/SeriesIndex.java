package io.meridian.tsdb.index;

import io.meridian.model.LabelTexts;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Optional;

/**
 * What a selection needs of an index, whatever holds it. Series are known by references, whose
 * order is the order of their labels; names by symbols, numbers below 2<sup>32</sup>, and the
 * values of one name, too. A name and a value, or values of two names, may have the same symbol or
 * not.
 *
 * <p>Safe for use by many threads; the cursors it gives are for one thread each.
 */
public interface SeriesIndex {
  /** After so many values, lists or series a loop over them calls {@link #check}. */
  int STEPS_A_CHECK = 1024;

  /** The index of a block, as long as its reader is open, for work that nobody interrupts. */
  static SeriesIndex of(IndexReader reader) {
    QueryContext context = QueryContext.unlimited();
    return of(reader, context, new ChargedBytes(context));
  }

  /**
   * The index of a block, as long as its reader is open, for one query: what takes long ends when
   * the query does.
   *
   * @param lists told what is held of lists that were fetched
   */
  static SeriesIndex of(IndexReader reader, QueryContext context, ChargedBytes lists) {
    IndexFile file = reader.file();
    SelectionCosts costs = SelectionCosts.of(file.whole() == null ? file.latencyNanos() : 0);
    return new FileSeriesIndex(reader, costs, context, lists);
  }

  /**
   * Throws if the query that asks has ended. Whoever walks over values or series calls it every
   * {@link #STEPS_A_CHECK}; the index does so where it reads lists.
   */
  void check();

  /** About how many series there are. */
  long seriesCount();

  /** What the steps of a selection cost here. */
  SelectionCosts costs();

  /** All series. */
  Postings allPostings();

  /** How many label names there are. */
  int labelNameCount();

  /** A label name; names ascend as unsigned bytes. */
  byte[] labelName(int position);

  /** How many values a label has, 0 if no series has the label. */
  int labelValueCount(byte[] name);

  /** About how many values of a label begin with a prefix; found without a walk over them. */
  int estimateValues(byte[] name, byte[] prefix);

  /** A walk over the values of a label that begin with a prefix. */
  ValueCursor values(byte[] name, byte[] prefix);

  /** Adds the list of the series whose label has a value, if there are any. */
  void find(byte[] name, byte[] value, PostingsLists into);

  /** Adds the list of the current value of a walk. */
  void add(ValueCursor value, PostingsLists into);

  /** Says which lists will be read next, so that where they are far they are fetched together. */
  default void expect(List<PostingsLists> lists) {}

  /**
   * Whether it is known without reading them that lists have every series, so that they need not be
   * read.
   */
  boolean holdsAll(PostingsLists lists);

  /** The series that are in any of some lists, which are read together. */
  Postings union(PostingsLists lists);

  /**
   * Finds which of some lists share a series with a set.
   *
   * @param hits bit i is set if list i does; no bit is cleared
   */
  void intersecting(PostingsLists lists, RefSet refs, long[] hits);

  /**
   * Whether every series has a chunk in a range, so that none need be looked at for that; false
   * where finding out would take long.
   */
  default boolean isEveryIn(TimeRange range) {
    return false;
  }

  /** All values of a label, ascending as unsigned bytes, where they can be at hand. */
  default Optional<LabelTexts> texts(byte[] name) {
    return Optional.empty();
  }

  /** The symbol of a label name, or −1 if the index does not have it. */
  long symbol(byte[] name);

  /** The symbol of a value of a label, or −1 if no series has it. */
  long valueSymbol(byte[] name, byte[] value);

  /** A reader of the series' own entries. */
  EntryCursor entries();
}
