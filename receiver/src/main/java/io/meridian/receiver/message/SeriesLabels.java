package io.meridian.receiver.message;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.meridian.tsdb.head.LabelLimits;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.Arrays;

/**
 * The labels of a series as a request has them, found out only as far as routing needs: their hash
 * in the order of their names, and their bytes in this order. Labels that are no labels, or more
 * than a series may have, are left as they are; whoever appends them says so. Reused from series to
 * series; for one thread.
 *
 * <pre>
 *   slice := (0x0a length (0x0a length name 0x12 length value))*
 * </pre>
 */
public final class SeriesLabels {
  private static final byte END = (byte) 0xff;
  private static final byte LABEL_TAG = 0x0a;
  private static final byte NAME_TAG = 0x0a;
  private static final byte VALUE_TAG = 0x12;

  /** Tags and lengths of a label, and what it has at least. */
  private static final int PLAIN_OVERHEAD = 6;

  private final Fields fields = new Fields();
  private final Fields inner = new Fields();
  private byte[] bytes = {};
  private int from;
  private int to;
  private int count;
  private boolean sorted;

  /** What is hashed. */
  private byte[] text = new byte[512];

  /** For each label: the whole field, its name, its value, each with begin and end. */
  private int[] places = new int[6 * 16];

  /**
   * Looks at a series of a batch; the hash that places it: xxHash64 of {@code tenant 0xff (name
   * 0xff value 0xff)*}.
   *
   * @param tenant in UTF-8
   */
  public long read(byte[] tenant, WriteBatch batch, int series) {
    bytes = batch.labelBytes();
    from = batch.labelsFrom(series);
    to = batch.labelsTo(series);
    int most = tenant.length + 1 + to - from;
    if (text.length < most) {
      text = new byte[2 * most];
    }
    System.arraycopy(tenant, 0, text, 0, tenant.length);
    text[tenant.length] = END;
    int end = addPlain(tenant.length + 1);
    if (end < 0) {
      readPlaces();
      order();
      end = addPlaces(tenant.length + 1);
    }
    return XxHash64JavaHasher.hash(text, 0, end, 0);
  }

  /**
   * Adds names and values to the text where labels are as senders write them: in order, each of a
   * name and a value with lengths of a byte.
   *
   * @return where the text ends then, or −1 where they are not
   */
  private int addPlain(int begin) {
    sorted = true;
    int end = begin;
    int nameFrom = from;
    int nameTo = from;
    int next;
    for (int at = from; at < to; at = next) {
      if (to - at < PLAIN_OVERHEAD || bytes[at] != LABEL_TAG || bytes[at + 2] != NAME_TAG) {
        return -1;
      }
      next = at + 2 + bytes[at + 1];
      int name = at + 4;
      int valueTag = name + bytes[at + 3];
      int value = valueTag + 2;
      if (valueTag < name || value > next || next > to) {
        return -1;
      }
      if (bytes[valueTag] != VALUE_TAG || bytes[valueTag + 1] != next - value) {
        return -1;
      }
      if (Arrays.compareUnsigned(bytes, nameFrom, nameTo, bytes, name, valueTag) > 0) {
        return -1;
      }
      nameFrom = name;
      nameTo = valueTag;
      end = add(name, valueTag, end);
      end = add(value, next, end);
    }
    return end;
  }

  private int add(int begin, int end, int at) {
    System.arraycopy(bytes, begin, text, at, end - begin);
    text[at + end - begin] = END;
    return at + end - begin + 1;
  }

  private int addPlaces(int begin) {
    int end = begin;
    for (int at = 0; at < 6 * count; at += 6) {
      end = add(places[at + 2], places[at + 3], end);
      end = add(places[at + 4], places[at + 5], end);
    }
    return end;
  }

  private void readPlaces() {
    count = 0;
    sorted = true;
    fields.reset(bytes, from, to);
    while (count <= LabelLimits.MOST && fields.next()) {
      addLabel();
      sorted &= count < 2 || compareNames(count - 2, count - 1) <= 0;
    }
    if (count > LabelLimits.MOST || !fields.isWhole()) {
      count = 0;
      sorted = true;
    }
  }

  private void addLabel() {
    if (6 * count == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    int at = 6 * count++;
    Arrays.fill(places, at, at + 6, fields.contentTo());
    places[at] = fields.fieldAt();
    places[at + 1] = fields.contentTo();
    inner.reset(bytes, fields.contentFrom(), fields.contentTo());
    while (inner.next()) {
      if (inner.number() == 1 || inner.number() == 2) {
        places[at + 2 * inner.number()] = inner.contentFrom();
        places[at + 2 * inner.number() + 1] = inner.contentTo();
      }
    }
  }

  private int compareNames(int left, int right) {
    return Arrays.compareUnsigned(
        bytes,
        places[6 * left + 2],
        places[6 * left + 3],
        bytes,
        places[6 * right + 2],
        places[6 * right + 3]);
  }

  /** Brings labels into the order of their names, by insertion: they come so, or nearly. */
  private void order() {
    if (sorted) {
      return;
    }
    int[] moved = new int[6];
    for (int i = 1; i < count; i++) {
      if (compareNames(i - 1, i) > 0) {
        int to = 6 * place(i);
        System.arraycopy(places, 6 * i, moved, 0, 6);
        System.arraycopy(places, to, places, to + 6, 6 * i - to);
        System.arraycopy(moved, 0, places, to, 6);
      }
    }
  }

  /** Which of the labels in front of one is the first with a greater name; the last of them has. */
  private int place(int label) {
    int from = 0;
    int to = label - 1;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compareNames(middle, label) > 0) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /** Whether the labels came in order, so that their bytes are what {@link #write} writes. */
  public boolean isSorted() {
    return sorted;
  }

  /** How many bytes the label fields take. */
  public int size() {
    return to - from;
  }

  /** Writes the label fields, in order. */
  public void write(Bytes into) {
    if (sorted) {
      into.add(bytes, from, to);
      return;
    }
    for (int at = 0; at < 6 * count; at += 6) {
      into.add(bytes, places[at], places[at + 1]);
    }
  }
}
