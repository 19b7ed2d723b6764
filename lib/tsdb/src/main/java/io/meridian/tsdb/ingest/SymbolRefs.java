package io.meridian.tsdb.ingest;

import java.util.Arrays;

/** References into a request's table of symbols: of a name, its value, a name, … */
final class SymbolRefs {
  private int[] refs = new int[64];
  private int size;

  void clear() {
    size = 0;
  }

  /** Adds what the current field has, one reference or many. */
  void read(WireFields fields) {
    if (!fields.isPacked()) {
      add(fields.integer());
      return;
    }
    int outer = fields.enter();
    while (fields.hasMore()) {
      add(fields.varint());
    }
    fields.leave(outer);
  }

  private void add(long ref) {
    if (size == refs.length) {
      refs = Arrays.copyOf(refs, 2 * size);
    }
    refs[size++] = ref < 0 || ref > Integer.MAX_VALUE ? -1 : (int) ref;
  }

  int size() {
    return size;
  }

  /** A reference; negative if it is none. */
  int get(int index) {
    return refs[index];
  }
}
