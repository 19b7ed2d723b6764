package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.ObjectIntHashMap;
import io.meridian.model.HashedLabels;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.LabelRewrite;
import io.meridian.model.SeriesHash;
import java.util.BitSet;

/**
 * What is left of series' labels, and the hashes of all of them. Few series differ in the labels
 * that a query needs: each such set is made once. For one thread, under the lock of the labels.
 */
final class ProjectedLabels {
  private final HeadStore store;
  private final SeriesTable table;
  private final SeriesProjection projection;
  private final LabelRewrite rewrite;

  /** The pairs of labels that are wanted, and of those that are taken off. */
  private final BitSet wanted = new BitSet();

  private final BitSet changed = new BitSet();

  /** Sets as pairs, by number. */
  private final ObjectIntHashMap<IntArrayList> sets = new ObjectIntHashMap<>();

  private final LabelBytes setBytes = new LabelBytes();
  private final IntArrayList setEnds = new IntArrayList();
  private final LabelBytes packed = new LabelBytes();
  private final LabelBytes rewritten = new LabelBytes();
  private final PairCursor cursor = new PairCursor();
  private final LabelField field = new LabelField();
  private final HeadEntries entries;
  private final SeriesHash hash = new SeriesHash();
  private final long externalHigh;
  private final long externalLow;
  private IntArrayList last = new IntArrayList();
  private IntArrayList current = new IntArrayList();
  private int lastSet;

  ProjectedLabels(HeadStore store, SeriesProjection projection) {
    this.store = store;
    this.projection = projection;
    table = store.index().table();
    entries = store.entries();
    rewrite = new LabelRewrite(projection.external(), projection.removed());
    mark(projection.names(), wanted);
    mark(projection.changed(), changed);
    LabelBytes added = new LabelBytes();
    byte[] external = projection.external().packed();
    projection.removed().select(false, external, 0, external.length, added);
    hash.set(0, 0).add(added.bytes(), 0, added.length());
    externalHigh = hash.high();
    externalLow = hash.low();
    lastSet = make(last.clone());
  }

  private void mark(LabelNames names, BitSet pairs) {
    for (int i = 0; i < names.size(); i++) {
      for (int pair : store.index().values(names.name(i)).sorted()) {
        pairs.set(pair);
      }
    }
  }

  /** Whether two series of a head can end with the same labels. Under the lock of the labels. */
  static boolean mayJoin(HeadStore store, SeriesProjection projection) {
    LabelNames changed = projection.changed();
    for (int i = 0; i < changed.size(); i++) {
      if (store.index().values(changed.name(i)).size() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Begins a series; returns whether it has labels, which one that is gone has not. */
  private boolean begin(int id) {
    cursor.reset(table, id);
    current.elementsCount = 0;
    return cursor.left() > 0;
  }

  /**
   * Finds what is left of a series' labels; returns whether it has any. Nothing is known of its
   * hash then.
   */
  boolean findSet(int id) {
    if (!begin(id)) {
      return false;
    }
    while (!wanted.isEmpty() && cursor.next()) {
      if (wanted.get(cursor.pair())) {
        current.add(cursor.pair());
      }
    }
    return true;
  }

  /** Finds what is left of a series' labels and the hash of all; returns whether it has any. */
  boolean find(int id) {
    if (!begin(id)) {
      return false;
    }
    ownHash(id);
    while (cursor.next()) {
      int pair = cursor.pair();
      if (wanted.get(pair)) {
        current.add(pair);
      }
      if (changed.get(pair)) {
        pack(pair, packed.clear());
        hash.remove(packed.bytes(), 0, packed.length());
      }
    }
    return true;
  }

  private void ownHash(int id) {
    long[] segment = store.hashes().segment(id);
    int at = SeriesHashes.at(id);
    long high = SeriesHashes.high(segment, at);
    if (high != 0) {
      hash.set(high, SeriesHashes.low(segment, at));
      return;
    }
    entries.read(id);
    byte[] labels = entries.labelBytes();
    hash.set(0, 0).add(labels, 0, entries.labelsTo());
    SeriesHashes.set(segment, at, hash.high(), hash.low());
  }

  /** The first half of the hash that was found. */
  long high() {
    return hash.high() + externalHigh;
  }

  /** The other half of the hash that was found. */
  long low() {
    return hash.low() + externalLow;
  }

  /** The number of the set of labels that are left of the series whose hash was found. */
  int set() {
    if (current.equals(last)) {
      return lastSet;
    }
    int known = sets.getOrDefault(current, -1);
    lastSet = known >= 0 ? known : make(current.clone());
    IntArrayList before = last;
    last = current;
    current = before;
    return lastSet;
  }

  private int make(IntArrayList pairs) {
    packed.clear();
    for (int i = 0; i < pairs.size(); i++) {
      pack(pairs.get(i), packed);
    }
    rewrite.apply(packed.bytes(), 0, packed.length(), rewritten.clear());
    projection.names().select(true, rewritten.bytes(), 0, rewritten.length(), setBytes);
    setEnds.add(setBytes.length());
    sets.put(pairs, setEnds.size() - 1);
    return setEnds.size() - 1;
  }

  private void pack(int pair, LabelBytes into) {
    table.pairs().read(pair, field);
    string(field.nameFrom(), field.nameTo(), into);
    string(field.valueFrom(), field.valueTo(), into);
  }

  private void string(int from, int to, LabelBytes into) {
    int rest = to - from;
    for (; rest > 0x7f; rest >>>= 7) {
      into.add((byte) (rest | 0x80));
    }
    into.add((byte) rest).add(field.bytes(), from, to);
  }

  /** How many bytes sets take. */
  long bytes() {
    return setBytes.bytes().length + 16L * setEnds.size();
  }

  /** Writes a hash and the labels of a set. */
  void write(long high, long low, int set, LabelBytes into) {
    into.clear();
    HashedLabels.write(high, low, into);
    into.add(setBytes.bytes(), setFrom(set), setTo(set));
  }

  /** The array that holds the packed labels of all sets. */
  byte[] setBytes() {
    return setBytes.bytes();
  }

  /** Where the labels of a set begin. */
  int setFrom(int set) {
    return set == 0 ? 0 : setEnds.get(set - 1);
  }

  /** Where the labels of a set end. */
  int setTo(int set) {
    return setEnds.get(set);
  }
}
