package io.meridian.tsdb.head;

import io.meridian.model.PackedLabels;
import io.meridian.tsdb.index.EntryCursor;
import java.util.Arrays;

/** The labels of a head's series, one after the other. For one thread, under the head's lock. */
final class HeadEntries implements EntryCursor {
  private final SeriesTable table;
  private final SeriesReader reader;
  private final SymbolPairs pairs = new SymbolPairs();
  private int[] symbols = new int[32];
  private int labels;
  private int id;
  private byte[] packed = new byte[512];
  private int packedTo;

  HeadEntries(SeriesTable table, SeriesReader reader) {
    this.table = table;
    this.reader = reader;
  }

  @Override
  public void expect(int[] refs, int from, int to) {}

  @Override
  public void read(int ref) {
    id = ref;
    pairs.reset(table, ref);
    labels = pairs.left();
    if (symbols.length < 2 * labels) {
      symbols = new int[2 * labels];
    }
    for (int i = 0; pairs.next(); i++) {
      symbols[2 * i] = pairs.name();
      symbols[2 * i + 1] = pairs.value();
    }
  }

  @Override
  public int labelCount() {
    return labels;
  }

  @Override
  public int nameSymbol(int position) {
    return symbols[2 * position];
  }

  @Override
  public int valueSymbol(int position) {
    return symbols[2 * position + 1];
  }

  @Override
  public int findLabel(int nameSymbol) {
    for (int i = 0; i < labels; i++) {
      if (symbols[2 * i] == nameSymbol) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int copySymbol(int symbol, byte[] into) {
    SymbolHeap heap = table.symbols();
    int length = heap.length(symbol);
    if (length <= into.length) {
      System.arraycopy(heap.page(symbol), heap.from(symbol), into, 0, length);
    }
    return length;
  }

  @Override
  public boolean hasChunkIn(long minTime, long maxTime) {
    return reader.hasChunkIn(id, minTime, maxTime);
  }

  @Override
  public byte[] labelBytes() {
    packedTo = 0;
    for (int i = 0; i < 2 * labels; i++) {
      pack(symbols[i]);
    }
    return packed;
  }

  private void pack(int symbol) {
    SymbolHeap heap = table.symbols();
    int length = heap.length(symbol);
    if (packedTo + length + 5 > packed.length) {
      packed = Arrays.copyOf(packed, Math.max(packedTo + length + 5, 2 * packed.length));
    }
    packedTo = PackedLabels.putLength(packed, packedTo, length);
    System.arraycopy(heap.page(symbol), heap.from(symbol), packed, packedTo, length);
    packedTo += length;
  }

  /** Valid once {@link #labelBytes} was called. */
  @Override
  public int labelsTo() {
    return packedTo;
  }
}
