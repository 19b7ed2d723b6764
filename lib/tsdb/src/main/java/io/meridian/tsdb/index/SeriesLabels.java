package io.meridian.tsdb.index;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.PackedLabels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns the labels of series that come in order into symbols, and holds them to the order. Labels
 * that are the first ones of the series before, too, and names that stand in the same position
 * there, are not looked up again.
 */
final class SeriesLabels {
  /** Finds the symbol of a text. */
  interface Finder {
    /** The symbol, or −1 if there is none. */
    int find(byte[] utf8, int from, int to);
  }

  private final IndexSymbols symbols;
  private final Finder finder;
  private Row last = new Row();
  private Row row = new Row();
  private boolean first = true;

  /** A series' labels as bytes and as symbols. */
  private static final class Row {
    private byte[] bytes = new byte[256];
    private int length;

    /** Where each label ends in the bytes. */
    private int[] ends = new int[16];

    /** How many labels stand in the bytes: none if they came as symbols. */
    private int packed;

    /** Symbols of name and value, in turn. */
    private int[] refs = new int[32];

    private int labels;

    private void grow(int size) {
      if (ends.length < size) {
        ends = Arrays.copyOf(ends, Math.max(size, 2 * ends.length));
        refs = Arrays.copyOf(refs, 2 * ends.length);
      }
    }
  }

  /** Labels that come as symbols, or as texts if the finder finds these. */
  SeriesLabels(IndexSymbols symbols, Finder finder) {
    this.symbols = symbols;
    this.finder = finder;
  }

  /** Symbols of name and value, in turn. */
  int[] refs() {
    return row.refs;
  }

  int labels() {
    return row.labels;
  }

  /**
   * Takes the next series.
   *
   * @throws IllegalArgumentException if a symbol is not known, or labels or series do not ascend
   */
  void next(byte[] packed, int from, int to) {
    swap();
    int length = to - from;
    int difference = Arrays.mismatch(last.bytes, 0, last.length, packed, from, to);
    int equal = difference < 0 ? length : difference;
    int labels = 0;
    while (labels < last.packed && last.ends[labels] <= equal) {
      labels++;
    }
    row.grow(labels + 1);
    System.arraycopy(last.refs, 0, row.refs, 0, 2 * labels);
    System.arraycopy(last.ends, 0, row.ends, 0, labels);
    for (int at = labels == 0 ? 0 : row.ends[labels - 1]; at < length; labels++) {
      row.grow(labels + 1);
      at = look(labels, packed, from + at) - from;
      row.ends[labels] = at;
    }
    row.bytes = Symbols.grown(row.bytes, length);
    System.arraycopy(packed, from, row.bytes, 0, length);
    row.length = length;
    row.labels = labels;
    row.packed = labels;
    check();
  }

  /**
   * Takes the next series, whose labels are symbols already.
   *
   * @throws IllegalArgumentException if a symbol is not known, or labels or series do not ascend
   */
  void next(int[] labelRefs, int labels) {
    swap();
    row.grow(labels);
    System.arraycopy(labelRefs, 0, row.refs, 0, 2 * labels);
    row.length = 0;
    row.packed = 0;
    row.labels = labels;
    for (int i = 0; i < 2 * labels; i++) {
      if (Integer.compareUnsigned(labelRefs[i], symbols.count()) >= 0) {
        throw new IllegalArgumentException(
            "symbol " + Integer.toUnsignedString(labelRefs[i]) + " was not added");
      }
    }
    check();
  }

  private void swap() {
    if (first) {
      return;
    }
    Row old = last;
    last = row;
    row = old;
  }

  /** Looks a label up; returns where it ends. */
  private int look(int label, byte[] packed, int at) {
    int nameLength = PackedLabels.length(packed, at);
    int name = at + PackedLabels.lengthSize(nameLength);
    int valueLength = PackedLabels.length(packed, name + nameLength);
    int value = name + nameLength + PackedLabels.lengthSize(valueLength);
    int end = value + valueLength;
    row.refs[2 * label] =
        sameName(label, packed, at, name + nameLength)
            ? last.refs[2 * label]
            : find(packed, name, name + nameLength);
    row.refs[2 * label + 1] = find(packed, value, end);
    return end;
  }

  /**
   * Whether the label in this position of the series before has the name that stands in a range,
   * its length included.
   */
  private boolean sameName(int label, byte[] packed, int from, int to) {
    if (label >= last.packed) {
      return false;
    }
    int begin = label == 0 ? 0 : last.ends[label - 1];
    int end = begin + to - from;
    return end < last.length && Arrays.equals(packed, from, to, last.bytes, begin, end);
  }

  private int find(byte[] packed, int from, int to) {
    int ref = finder.find(packed, from, to);
    if (ref < 0) {
      String text = new String(packed, from, to - from, StandardCharsets.UTF_8);
      throw new IllegalArgumentException("\"" + text + "\" was not added as a symbol");
    }
    return ref;
  }

  private void check() {
    for (int i = 1; i < row.labels; i++) {
      if (row.refs[2 * i] <= row.refs[2 * i - 2]) {
        throw new IllegalArgumentException(
            "the labels of " + text(row) + " do not ascend by their names");
      }
    }
    if (!first && compare() <= 0) {
      throw new IllegalArgumentException(
          "series must ascend, " + text(row) + " comes after " + text(last));
    }
    first = false;
  }

  /** Compares the row with the one before; symbols ascend as the strings do. */
  private int compare() {
    int common = 2 * Math.min(row.labels, last.labels);
    int difference = Arrays.mismatch(row.refs, 0, common, last.refs, 0, common);
    return difference < 0
        ? row.labels - last.labels
        : Integer.compare(row.refs[difference], last.refs[difference]);
  }

  private Labels text(Row of) {
    LabelsBuilder labels = new LabelsBuilder();
    for (int i = 0; i < of.labels; i++) {
      labels.set(text(of.refs[2 * i]), text(of.refs[2 * i + 1]));
    }
    return labels.build();
  }

  private String text(int symbol) {
    SymbolText text = new SymbolText();
    symbols.read(symbol, text);
    return text.toString();
  }
}
