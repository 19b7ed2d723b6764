package io.meridian.tsdb.head;

import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.PackedLabels;
import io.meridian.model.Utf8;
import java.util.Arrays;
import java.util.Optional;

/**
 * The labels of a series as remote write 1.0 has them (see {@link
 * io.meridian.tsdb.ingest.WriteBatch}), brought into the one form by which the head knows series:
 * names ascending, no empty value, lengths in the fewest bytes, no unknown field. Senders mostly
 * write this form, so that a known series is found without being decoded; only bytes that are not
 * found come here.
 */
final class LabelKey {
  /** The tag of a label among those of a series. */
  private static final int LABEL = 0x0a;

  /** Tag and length of a label without name and value. */
  private static final int LEAST_FIELD = 2;

  private final LabelsBuilder builder = new LabelsBuilder();
  private final LabelCursor cursor = new LabelCursor();
  private final LabelField field = new LabelField();
  private byte[] bytes = new byte[512];
  private int length;

  private byte[] source = {};
  private int at;
  private int end;

  /** The key's bytes, up to {@link #length}. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Whether there are more labels than a series may have, so that nobody is to sort them. */
  boolean isTooMany(byte[] labels, int from, int to) {
    if (to - from <= LEAST_FIELD * LabelLimits.MOST) {
      return false;
    }
    source = labels;
    at = from;
    end = to;
    int count = 0;
    while (count <= LabelLimits.MOST && at < end) {
      int labelEnd = enter(LABEL, end);
      if (labelEnd < 0) {
        return false;
      }
      at = labelEnd;
      count++;
    }
    return count > LabelLimits.MOST;
  }

  /** Whether labels are a key already. */
  boolean isKey(byte[] labels, int from, int to) {
    int nameFrom = 0;
    int nameTo = 0;
    for (int next = from; next < to; ) {
      next = field.read(labels, next, to);
      if (next < 0
          || (nameTo > 0
              && Arrays.compareUnsigned(
                      labels, nameFrom, nameTo, labels, field.nameFrom(), field.nameTo())
                  >= 0)
          || Utf8.firstInvalid(labels, field.nameFrom(), field.nameTo()) >= 0
          || Utf8.firstInvalid(labels, field.valueFrom(), field.valueTo()) >= 0) {
        return false;
      }
      nameFrom = field.nameFrom();
      nameTo = field.nameTo();
    }
    return to > from;
  }

  /**
   * Decodes labels and builds their key.
   *
   * @return the labels; empty if they are no label fields, a name is empty or comes twice, or a
   *     string is not UTF-8
   */
  Optional<Labels> read(byte[] labels, int from, int to) {
    source = labels;
    at = from;
    end = to;
    builder.clear();
    int count = 0;
    while (at < end) {
      int labelEnd = enter(LABEL, end);
      if (labelEnd < 0 || !readLabel(labelEnd)) {
        return Optional.empty();
      }
      count += lastWasEmpty ? 0 : 1;
    }
    Labels read = builder.build();
    if (read.size() != count || !isValid(read)) {
      return Optional.empty();
    }
    write(read);
    return Optional.of(read);
  }

  private boolean lastWasEmpty;

  private boolean readLabel(int labelEnd) {
    int nameEnd = enter(0x0a, labelEnd);
    int nameFrom = at;
    if (nameEnd <= nameFrom) {
      return false;
    }
    at = nameEnd;
    int valueFrom = nameEnd;
    if (at < labelEnd) {
      int valueEnd = enter(0x12, labelEnd);
      if (valueEnd != labelEnd) {
        return false;
      }
      valueFrom = at;
    }
    at = labelEnd;
    lastWasEmpty = valueFrom == labelEnd;
    if (!lastWasEmpty) {
      builder.set(
          Arrays.copyOfRange(source, nameFrom, nameEnd),
          Arrays.copyOfRange(source, valueFrom, labelEnd));
    }
    return true;
  }

  /** Passes a tag and a length; returns where the field ends, or −1 if it is not there. */
  private int enter(int tag, int limit) {
    if (at >= limit || source[at] != tag) {
      return -1;
    }
    at++;
    long value = 0;
    for (int shift = 0; shift < 35 && at < limit; shift += 7) {
      byte next = source[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value <= limit - at ? at + (int) value : -1;
      }
    }
    return -1;
  }

  private static boolean isValid(Labels labels) {
    try {
      PackedLabels.validate(labels.packed(), 0, labels.packed().length, "labels");
      return true;
    } catch (CorruptDataException e) {
      return false;
    }
  }

  /** Builds the key of labels. */
  void write(Labels labels) {
    length = 0;
    for (cursor.reset(labels); cursor.next(); ) {
      int name = cursor.nameTo() - cursor.nameFrom();
      int value = cursor.valueTo() - cursor.valueFrom();
      reserve(LabelField.size(name, value));
      byte[] from = cursor.bytes();
      length =
          LabelField.write(
              bytes,
              length,
              from,
              cursor.nameFrom(),
              cursor.nameTo(),
              from,
              cursor.valueFrom(),
              cursor.valueTo());
    }
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
