package io.meridian.tsdb.head;

import io.meridian.model.PackedLabels;
import io.meridian.tsdb.index.EntryCursor;
import java.util.Arrays;

/** The labels of a head's series, one after the other. For one thread, under the head's lock. */
final class HeadEntries implements EntryCursor {
  private static final int UNREAD = -1;

  private final SeriesTable table;
  private final SeriesReader reader;
  private final PairCursor cursor = new PairCursor();
  private final LabelField field = new LabelField();
  private int[] pairs = new int[16];

  /** Negative until the labels are asked for, which a question for chunks does not need. */
  private int labels = UNREAD;

  private int id;
  private byte[] packed = new byte[512];
  private int packedTo;

  /** What reading ahead finds, so that it is not left out. */
  private int touched;

  HeadEntries(SeriesTable table, SeriesReader reader) {
    this.table = table;
    this.reader = reader;
  }

  /**
   * Reads a byte of each series' labels, which lie anywhere, so that they are waited for at once.
   */
  @Override
  public void expect(int[] refs, int from, int to) {
    int before = touched;
    touched = before + table.touchLabels(refs, from, to);
  }

  @Override
  public void read(int ref) {
    id = ref;
    labels = UNREAD;
  }

  private void readLabels() {
    if (labels != UNREAD) {
      return;
    }
    cursor.reset(table, id);
    labels = cursor.left();
    if (pairs.length < labels) {
      pairs = new int[labels];
    }
    for (int i = 0; cursor.next(); i++) {
      pairs[i] = cursor.pair();
    }
  }

  @Override
  public int labelCount() {
    readLabels();
    return labels;
  }

  @Override
  public int nameSymbol(int position) {
    return table.pairs().name(pairs[position]);
  }

  @Override
  public int valueSymbol(int position) {
    return pairs[position];
  }

  @Override
  public int findLabel(int nameSymbol) {
    readLabels();
    for (int i = 0; i < labels; i++) {
      if (nameSymbol(i) == nameSymbol) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int copySymbol(int valueSymbol, byte[] into) {
    table.pairs().read(valueSymbol, field);
    int length = field.valueTo() - field.valueFrom();
    if (length <= into.length) {
      System.arraycopy(field.bytes(), field.valueFrom(), into, 0, length);
    }
    return length;
  }

  @Override
  public boolean hasChunkIn(long minTime, long maxTime) {
    return reader.hasChunkIn(id, minTime, maxTime);
  }

  @Override
  public byte[] labelBytes() {
    readLabels();
    packedTo = 0;
    for (int i = 0; i < labels; i++) {
      table.pairs().read(pairs[i], field);
      byte[] source = field.bytes();
      int name = withLength(field.nameFrom(), field.nameTo());
      int value = withLength(field.valueFrom(), field.valueTo());
      reserve(field.valueTo() - name);
      pack(source, name, field.nameTo());
      pack(source, value, field.valueTo());
    }
    return packed;
  }

  /** Where a text's length begins, which stands before it as packed labels have it. */
  private static int withLength(int from, int to) {
    return from - PackedLabels.lengthSize(to - from);
  }

  private void reserve(int more) {
    if (packedTo + more > packed.length) {
      packed = Arrays.copyOf(packed, Math.max(packedTo + more, 2 * packed.length));
    }
  }

  private void pack(byte[] source, int from, int to) {
    System.arraycopy(source, from, packed, packedTo, to - from);
    packedTo += to - from;
  }

  /** Valid once {@link #labelBytes} was called. */
  @Override
  public int labelsTo() {
    return packedTo;
  }
}
