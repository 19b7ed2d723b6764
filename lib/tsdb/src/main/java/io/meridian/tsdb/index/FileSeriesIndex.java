package io.meridian.tsdb.index;

import io.meridian.model.QueryContext;
import io.meridian.tsdb.file.HeldRanges;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** An index file as selections see it. */
final class FileSeriesIndex implements SeriesIndex {
  /** Length, count and checksum of a postings list. */
  private static final int LIST_FRAME = 12;

  /** What a list is taken to have when nothing tells. */
  private static final int UNKNOWN_LIST = 64;

  private final IndexReader reader;
  private final SelectionCosts costs;
  private final QueryContext context;
  private final ChargedBytes charged;

  /** Lists that were fetched to be read next. */
  private HeldRanges held = HeldRanges.none();

  FileSeriesIndex(
      IndexReader reader, SelectionCosts costs, QueryContext context, ChargedBytes charged) {
    this.reader = reader;
    this.costs = costs;
    this.context = context;
    this.charged = charged;
  }

  /** An index for work that nobody interrupts or bounds. */
  static FileSeriesIndex unlimited(IndexReader reader, SelectionCosts costs) {
    QueryContext context = QueryContext.unlimited();
    return new FileSeriesIndex(reader, costs, context, new ChargedBytes(context));
  }

  @Override
  public void check() {
    context.check();
  }

  @Override
  public long seriesCount() {
    ListPlace all = reader.allPlace();
    return all.offset() == 0 ? 0 : estimate(all.offset(), all.end());
  }

  @Override
  public SelectionCosts costs() {
    return costs;
  }

  @Override
  public Postings allPostings() {
    return reader.allRefs().postings();
  }

  @Override
  public int labelNameCount() {
    return reader.labelNameCount();
  }

  @Override
  public byte[] labelName(int position) {
    return reader.labelName(position);
  }

  @Override
  public int labelValueCount(byte[] name) {
    return reader.labelValueCount(name);
  }

  @Override
  public int estimateValues(byte[] name, byte[] prefix) {
    return reader.estimateValues(name, prefix);
  }

  @Override
  public ValueCursor values(byte[] name, byte[] prefix) {
    return reader.values(name, prefix);
  }

  @Override
  public void find(byte[] name, byte[] value, PostingsLists into) {
    ListPlace place = reader.place(name, value);
    if (place.offset() != 0) {
      add(place.offset(), place.end(), into);
    }
  }

  @Override
  public void add(ValueCursor value, PostingsLists into) {
    add(value.listOffset(), value.listEnd(), into);
  }

  private static void add(long offset, long end, PostingsLists into) {
    into.add(offset, end, estimate(offset, end));
  }

  private static long estimate(long offset, long end) {
    return end > offset ? Math.max(1, (end - offset - LIST_FRAME) / 4) : UNKNOWN_LIST;
  }

  @Override
  public void expect(List<PostingsLists> lists) {
    if (!reader.isFar()) {
      return;
    }
    int count = lists.stream().mapToInt(PostingsLists::size).sum();
    long[][] places = new long[count][];
    int at = 0;
    for (PostingsLists each : lists) {
      for (int i = 0; i < each.size(); i++) {
        long end = Math.max(each.end(i), each.offset(i) + LIST_FRAME + 4 * UNKNOWN_LIST);
        places[at++] = new long[] {each.offset(i), end};
      }
    }
    Arrays.sort(places, Comparator.comparingLong(place -> place[0]));
    long[] offsets = Arrays.stream(places).mapToLong(place -> place[0]).toArray();
    long[] ends = Arrays.stream(places).mapToLong(place -> place[1]).toArray();
    held = reader.file().fetch(offsets, ends, count);
    charged.hold(held.bytes());
  }

  @Override
  public boolean holdsAll(PostingsLists lists) {
    if (reader.isFar() || lists.size() != 1 || lists.estimate() != seriesCount()) {
      return false;
    }
    long count = reader.file().read(lists.offset(0), 8).get(IndexFile.U32, 4) & 0xffffffffL;
    return count == lists.estimate();
  }

  @Override
  public Postings union(PostingsLists lists) {
    UnitedLists united = new UnitedLists(reader.file(), lists.estimate());
    new ListScan(reader.file(), held, context).read(lists, united);
    return united.toPostings();
  }

  @Override
  public void intersecting(PostingsLists lists, RefSet wanted, long[] hits) {
    new ListScan(reader.file(), HeldRanges.none(), context)
        .read(
            lists,
            new ListScan.Visitor() {
              @Override
              public void take(int list, byte[] refs, int from, int count) {
                for (int i = 0; i < count; i++) {
                  if (wanted.contains(ListScan.ref(refs, from + 4 * i))) {
                    Marks.set(hits, list, list + 1);
                    return;
                  }
                }
              }

              @Override
              public void take(int list, SeriesRefs refs) {
                if (wanted.intersects(refs.postings())) {
                  Marks.set(hits, list, list + 1);
                }
              }
            });
  }

  @Override
  public long symbol(byte[] name) {
    return reader.symbols().find(name);
  }

  @Override
  public long valueSymbol(byte[] name, byte[] value) {
    return reader.symbols().find(value);
  }

  @Override
  public EntryCursor entries() {
    return new FileEntries(reader, charged.part());
  }
}
