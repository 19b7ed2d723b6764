package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntHashSet;
import com.carrotsearch.hppc.cursors.IntCursor;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The index of a head, growing with its series: names, pairs of name and value, the series that
 * have each pair. Queries ask it through {@link QueriedIndex}.
 *
 * <p>Written by one thread; read by others, as a whole selection, under the head's lock.
 */
final class HeadIndex {
  private final LabelPairs pairs = new LabelPairs();
  private final PairPostings postings = new PairPostings();
  private final HeadNames names = new HeadNames();
  private final SeriesTable table;

  /** By the numbers of names. */
  private final List<LabelValues> values = new ArrayList<>();

  private final LabelField field = new LabelField();

  /** How often a pair got its first series or lost its last one. */
  private int changes;

  /** Made by readers, who may race: each takes what it reads or made. */
  private volatile SoftReference<Ranks> lastRanks = new SoftReference<>(null);

  /** The ranks of all pairs after so many changes. */
  private static final class Ranks {
    private final int changes;
    private final int[] ofPairs;

    Ranks(int changes, int[] ofPairs) {
      this.changes = changes;
      this.ofPairs = ofPairs;
    }
  }

  HeadIndex(SeriesRows rows) {
    table = new SeriesTable(pairs, rows);
  }

  LabelPairs pairs() {
    return pairs;
  }

  SeriesTable table() {
    return table;
  }

  PairPostings postings() {
    return postings;
  }

  HeadNames names() {
    return names;
  }

  /** The values of a name, by its number. */
  LabelValues values(int name) {
    return values.get(name);
  }

  /** The values of a name; those of none if no series ever had it. */
  LabelValues values(byte[] name) {
    int number = names.find(name, 0, name.length);
    return number < 0 ? new LabelValues(pairs, postings) : values.get(number);
  }

  /**
   * For each pair its place in the order of names and values, from 1; 0 if no series has it. Made
   * anew only if there are other pairs than last time; not to be written to.
   */
  int[] pairRanks() {
    Ranks known = lastRanks.get();
    if (known == null || known.changes != changes) {
      known = new Ranks(changes, newRanks());
      lastRanks = new SoftReference<>(known);
    }
    return known.ofPairs;
  }

  private int[] newRanks() {
    int[] ranks = new int[pairs.numbers()];
    int rank = 0;
    for (byte[] name : names.sorted()) {
      for (int pair : values(name).sorted()) {
        ranks[pair] = ++rank;
      }
    }
    return ranks;
  }

  /** The pair of a {@link LabelField field}, added if it is new. */
  int intern(byte[] bytes, int from, int to) {
    int known = pairs.find(bytes, from, to);
    if (known >= 0) {
      return known;
    }
    field.read(bytes, from, to);
    int name = names.find(bytes, field.nameFrom(), field.nameTo());
    if (name < 0) {
      name = names.add(bytes, field.nameFrom(), field.nameTo());
      values.add(new LabelValues(pairs, postings));
    }
    return pairs.add(bytes, from, to, name);
  }

  /** The pair of a name and a value, −1 if there is none. */
  int find(byte[] name, byte[] value) {
    if (name.length == 0 || value.length == 0) {
      return -1;
    }
    byte[] bytes = new byte[LabelField.size(name.length, value.length)];
    LabelField.write(bytes, 0, name, 0, name.length, value, 0, value.length);
    return pairs.find(bytes, 0, bytes.length);
  }

  /** Adds a series to the lists of its labels. */
  void add(int id, int[] labels, int count) {
    for (int i = 0; i < count; i++) {
      int seriesOfPair = postings.add(labels[i], id);
      changes += seriesOfPair == 1 ? 1 : 0;
      values.get(pairs.name(labels[i])).grew(labels[i], seriesOfPair);
    }
  }

  /**
   * Takes series out of the lists of a name.
   *
   * @param gone the series
   * @param of the pairs of this name that they have
   */
  void remove(int name, BitSet gone, IntHashSet of) {
    IntHashSet unused = new IntHashSet();
    LabelValues ofName = values.get(name);
    for (IntCursor pair : of) {
      int before = postings.count(pair.value);
      if (postings.remove(pair.value, gone)) {
        unused.add(pair.value);
      }
      ofName.shrank(pair.value, before - postings.count(pair.value));
    }
    changes += unused.size();
    ofName.forgetUnused();
    for (IntCursor pair : unused) {
      pairs.release(pair.value);
    }
  }

  /** About how much memory all takes but the labels of series. */
  long bytes() {
    return pairs.bytes() + postings.bytes() + values.stream().mapToLong(LabelValues::memory).sum();
  }
}
