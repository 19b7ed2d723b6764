package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.SeriesEntry;
import io.meridian.tsdb.index.SeriesRefs;
import io.meridian.tsdb.index.SymbolCursor;
import io.meridian.tsdb.index.ValueCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Holds posting lists against series. Both sides are added up to one number first: the sum of a
 * hash of label and series over all labels of all series, and over all entries of all lists. Only
 * where these differ every entry is looked up.
 */
final class PostingsCheck {
  private final IndexReader index;
  private final Consumer<Finding> findings;
  private long ofSeries;
  private long ofLists;

  PostingsCheck(IndexReader index, Consumer<Finding> findings) {
    this.index = index;
    this.findings = findings;
  }

  void checkSymbols() {
    SymbolCursor symbol = index.symbols().cursor();
    byte[] last = {};
    while (symbol.next()) {
      byte[] bytes = Arrays.copyOf(symbol.bytes(), symbol.length());
      if (symbol.position() > 0 && Arrays.compareUnsigned(last, bytes) >= 0) {
        findings.accept(
            Finding.error(
                BlockFile.INDEX,
                index.toc().symbols(),
                "expected symbols in ascending order, number "
                    + symbol.position()
                    + " is not above the one before"));
        return;
      }
      last = bytes;
    }
  }

  /** Counts a series' labels. */
  void add(SeriesEntry entry) {
    for (int i = 0; i < entry.labelCount(); i++) {
      ofSeries += hash(entry.nameRef(i), entry.valueRef(i), entry.ref());
    }
  }

  private static long hash(int name, int value, int ref) {
    long hash = (((long) name << 32) | (value & 0xffffffffL)) * 0x9e3779b97f4a7c15L;
    hash = (hash ^ (hash >>> 29) ^ (ref & 0xffffffffL)) * 0xbf58476d1ce4e5b9L;
    return hash ^ (hash >>> 32);
  }

  /** Walks over all lists, once all series were added. */
  void run() {
    boolean readable = walk(this::addList);
    if (readable && ofLists != ofSeries) {
      walk(this::lookUp);
      findMissing();
    }
  }

  private interface ListVisitor {
    void visit(int name, int value, ValueCursor at, SeriesRefs refs);
  }

  private boolean walk(ListVisitor visitor) {
    boolean readable = true;
    for (int i = 0; i < index.labelNameCount(); i++) {
      byte[] name = index.labelName(i);
      long nameRef = index.symbols().find(name);
      ValueCursor value = index.values(name);
      while (value.next()) {
        try {
          long valueRef = index.symbols().find(value.bytes(), value.from(), value.to());
          if (nameRef < 0 || valueRef < 0) {
            throw new CorruptDataException(
                index.name(),
                value.listOffset(),
                "expected a symbol for the label " + label(name, value));
          }
          visitor.visit(
              (int) nameRef,
              (int) valueRef,
              value,
              index.refs(value.listOffset(), value.listEnd()));
        } catch (CorruptDataException e) {
          findings.accept(Finding.of(e, BlockFile.INDEX));
          readable = false;
        }
      }
    }
    return readable;
  }

  private static String label(byte[] name, ValueCursor value) {
    return new String(name, StandardCharsets.UTF_8)
        + "="
        + new String(
            value.bytes(), value.from(), value.to() - value.from(), StandardCharsets.UTF_8);
  }

  private void addList(int name, int value, ValueCursor at, SeriesRefs refs) {
    for (int i = 0; i < refs.size(); i++) {
      if (i > 0 && Integer.compareUnsigned(refs.get(i - 1), refs.get(i)) >= 0) {
        throw new CorruptDataException(
            index.name(), at.listOffset(), "expected ascending series in a posting list");
      }
      ofLists += hash(name, value, refs.get(i));
    }
  }

  private void lookUp(int name, int value, ValueCursor at, SeriesRefs refs) {
    SeriesEntry entry = new SeriesEntry();
    for (int i = 0; i < refs.size(); i++) {
      index.load(refs.get(i), entry);
      int label = entry.findLabel(name);
      if (label < 0 || entry.valueRef(label) != value) {
        throw new CorruptDataException(
            index.name(),
            at.listOffset(),
            "expected series that have the list's label, series "
                + Integer.toUnsignedString(refs.get(i))
                + " has not");
      }
    }
  }

  private void findMissing() {
    SeriesEntry entry = new SeriesEntry();
    SeriesRefs all = index.allRefs();
    for (int i = 0; i < all.size(); i++) {
      index.load(all.get(i), entry);
      for (int label = 0; label < entry.labelCount(); label++) {
        byte[] name = index.symbols().bytes(entry.nameRef(label));
        byte[] value = index.symbols().bytes(entry.valueRef(label));
        if (!contains(index.refs(name, value), all.get(i))) {
          findings.accept(
              Finding.error(
                  BlockFile.INDEX,
                  Integer.toUnsignedLong(all.get(i)) * 16,
                  "expected the series in the posting list of its label number " + label));
        }
      }
    }
  }

  static boolean contains(SeriesRefs refs, int ref) {
    int low = 0;
    int high = refs.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.compareUnsigned(refs.get(middle), ref) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < refs.size() && refs.get(low) == ref;
  }
}
