package io.meridian.tsdb.head;

import io.meridian.model.LabelTexts;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.index.EntryCursor;
import io.meridian.tsdb.index.Postings;
import io.meridian.tsdb.index.PostingsLists;
import io.meridian.tsdb.index.RefSet;
import io.meridian.tsdb.index.SelectionCosts;
import io.meridian.tsdb.index.SeriesIndex;
import io.meridian.tsdb.index.ValueCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A head's index as one query sees it: selections end with the query. References are numbers of
 * series, which ascend in the order of arrival, not of labels: whoever selects sorts what was
 * found. To be used under the head's lock on labels.
 */
final class QueriedIndex implements SeriesIndex {
  private final HeadIndex index;
  private final Supplier<EntryCursor> entries;
  private final QueryContext context;

  QueriedIndex(HeadIndex index, Supplier<EntryCursor> entries, QueryContext context) {
    this.index = index;
    this.entries = entries;
    this.context = context;
  }

  private Postings postings(long list) {
    return index.postings().postings((int) list);
  }

  private int only(long list) {
    return index.postings().only((int) list);
  }

  private void checkAt(int step) {
    if (step % STEPS_A_CHECK == 0) {
      check();
    }
  }

  @Override
  public void check() {
    context.check();
  }

  @Override
  public long seriesCount() {
    return index.table().size();
  }

  @Override
  public SelectionCosts costs() {
    return SelectionCosts.MEMORY;
  }

  @Override
  public Postings allPostings() {
    return Postings.range(0, index.table().size());
  }

  @Override
  public int labelNameCount() {
    return index.names().sorted().size();
  }

  @Override
  public byte[] labelName(int position) {
    return index.names().sorted().get(position);
  }

  @Override
  public int labelValueCount(byte[] name) {
    return index.values(name).size();
  }

  @Override
  public int estimateValues(byte[] name, byte[] prefix) {
    LabelValues of = index.values(name);
    return prefix.length == 0
        ? of.size()
        : of.lowerBound(successor(prefix)) - of.lowerBound(prefix);
  }

  /** Behind everything that begins with a prefix, as far as UTF-8 goes. */
  private static byte[] successor(byte[] prefix) {
    byte[] next = Arrays.copyOf(prefix, prefix.length + 1);
    next[prefix.length] = (byte) 0xff;
    return next;
  }

  @Override
  public ValueCursor values(byte[] name, byte[] prefix) {
    return new HeadValues(index.pairs(), index.values(name), prefix);
  }

  @Override
  public void find(byte[] name, byte[] value, PostingsLists into) {
    int pair = index.find(name, value);
    if (pair >= 0) {
      into.add(pair, 0, index.postings().count(pair));
    }
  }

  @Override
  public void add(ValueCursor value, PostingsLists into) {
    long list = value.listOffset();
    into.add(list, 0, index.postings().count((int) list));
  }

  /** Series may have come since any list was found. */
  @Override
  public boolean holdsAll(PostingsLists lists) {
    return false;
  }

  @Override
  public Postings union(PostingsLists lists) {
    int[] single = new int[lists.size()];
    int singles = 0;
    List<Postings> parts = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      checkAt(i);
      int only = only(lists.offset(i));
      if (only >= 0) {
        single[singles++] = only;
      } else {
        parts.add(postings(lists.offset(i)));
      }
    }
    Arrays.sort(single, 0, singles);
    if (singles > 0) {
      parts.add(Postings.of(single, 0, distinct(single, singles)));
    }
    return Postings.or(parts);
  }

  private static int distinct(int[] ascending, int size) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || ascending[i] != ascending[i - 1]) {
        ascending[kept++] = ascending[i];
      }
    }
    return kept;
  }

  @Override
  public void intersecting(PostingsLists lists, RefSet refs, long[] hits) {
    for (int i = 0; i < lists.size(); i++) {
      checkAt(i);
      int only = only(lists.offset(i));
      boolean hit = only >= 0 ? refs.contains(only) : refs.intersects(postings(lists.offset(i)));
      if (hit) {
        hits[i >> 6] |= 1L << i;
      }
    }
  }

  /** The rows of series lie one behind the other; the first one that has nothing ends the walk. */
  @Override
  public boolean isEveryIn(TimeRange range) {
    EntryCursor series = entries();
    for (int id = 0; id < index.table().size(); id++) {
      checkAt(id);
      series.read(id);
      if (!series.hasChunkIn(range.min(), range.max()) && index.table().isListed(id)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Optional<LabelTexts> texts(byte[] name) {
    return Optional.of(index.values(name).texts());
  }

  @Override
  public long symbol(byte[] name) {
    return index.names().find(name, 0, name.length);
  }

  @Override
  public long valueSymbol(byte[] name, byte[] value) {
    return index.find(name, value);
  }

  @Override
  public EntryCursor entries() {
    return entries.get();
  }
}
