package io.meridian.tsdb.ingest;

import io.meridian.model.LimitExceededException;
import io.meridian.model.PackedLabels;
import java.util.Arrays;

/** The table of symbols of a remote write 2.0 request, as slices of the request. */
final class Symbols {
  private final WireFields fields = new WireFields();
  private byte[] bytes = {};
  private int[] from = new int[256];
  private int[] to = new int[256];
  private int size;
  private int most;

  /**
   * Reads the table, wherever in the request it stands.
   *
   * @param mostBytes how many bytes of labels and metadata may be written
   */
  void read(byte[] body, int begin, int end, int mostBytes) {
    bytes = body;
    size = 0;
    most = mostBytes;
    fields.reset(body, begin, end);
    while (fields.next()) {
      if (fields.field() == 4) {
        int length = fields.skipBytes();
        add(fields.position() - length, fields.position());
      } else {
        fields.skip();
      }
    }
  }

  private void add(int begin, int end) {
    if (size == from.length) {
      from = Arrays.copyOf(from, 2 * size);
      to = Arrays.copyOf(to, 2 * size);
    }
    from[size] = begin;
    to[size++] = end;
  }

  private boolean has(int ref) {
    return ref >= 0 && ref < size;
  }

  /** The bytes that symbols are slices of. */
  byte[] bytes() {
    return bytes;
  }

  int from(int ref) {
    return from[ref];
  }

  int to(int ref) {
    return to[ref];
  }

  /**
   * Writes labels behind a batch's bytes, in the form that {@link WriteBatch} describes.
   *
   * @return false, with nothing written, if the references are no pairs of symbols
   */
  boolean writeLabels(SymbolRefs refs, WriteBatch into) {
    if (refs.size() % 2 != 0) {
      return false;
    }
    long length = 0;
    for (int i = 0; i < refs.size(); i += 2) {
      if (!has(refs.get(i)) || !has(refs.get(i + 1))) {
        return false;
      }
      int label = labelLength(refs.get(i), refs.get(i + 1));
      length += 1 + PackedLabels.lengthSize(label) + label;
    }
    int at = reserve(length, into);
    byte[] target = into.labelBytes();
    for (int i = 0; i < refs.size(); i += 2) {
      target[at] = 0x0a;
      at = PackedLabels.putLength(target, at + 1, labelLength(refs.get(i), refs.get(i + 1)));
      at = put(0x0a, refs.get(i), target, at);
      at = put(0x12, refs.get(i + 1), target, at);
    }
    into.written(at);
    return true;
  }

  private int labelLength(int name, int value) {
    return fieldLength(to[name] - from[name]) + fieldLength(to[value] - from[value]);
  }

  private static int fieldLength(int length) {
    return 1 + PackedLabels.lengthSize(length) + length;
  }

  private int put(int tag, int ref, byte[] target, int at) {
    int length = to[ref] - from[ref];
    target[at] = (byte) tag;
    int text = PackedLabels.putLength(target, at + 1, length);
    System.arraycopy(bytes, from[ref], target, text, length);
    return text + length;
  }

  /**
   * Copies a part of the request behind a batch's bytes.
   *
   * @return where the copy begins
   */
  int copy(int begin, int end, WriteBatch into) {
    int at = reserve(end - begin, into);
    System.arraycopy(bytes, begin, into.labelBytes(), at, end - begin);
    into.written(at + end - begin);
    return at;
  }

  private int reserve(long length, WriteBatch into) {
    long end = into.bytesEnd() + length;
    if (end > most) {
      throw new LimitExceededException("size of a request, written out,", most, end, "bytes");
    }
    return into.reserve((int) length);
  }

  /** Whether a reference leads to a symbol that is not empty. */
  boolean hasText(int ref) {
    return has(ref) && to[ref] > from[ref];
  }
}
