package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Walks over the entries of a postings offset table; the current one is seen where it stands. */
final class TableEntry {
  private final MemorySegment bytes;
  private final Varints fields;
  private long nameAt;
  private int nameLength;
  private long valueAt;
  private int valueLength;
  private long listOffset;

  TableEntry(Section section) {
    this.bytes = section.bytes();
    this.fields = section.varints().at(4);
  }

  /** How many entries the table is said to have; no more than its bytes can hold. */
  long count() {
    long size = bytes.byteSize();
    long count = size < 4 ? -1 : Integer.toUnsignedLong(bytes.get(IndexFile.U32, 0));
    if (count < 0 || count > size / 4) {
      throw fields.corrupt(
          count + " entries are said to be in a postings offset table of " + size + " bytes");
    }
    return count;
  }

  /** Sets the walk before the entry at an offset. */
  TableEntry at(long offset) {
    fields.at(offset);
    return this;
  }

  /** The offset behind the current entry. */
  long at() {
    return fields.at();
  }

  /** Reads an entry and returns its offset. */
  long next() {
    long at = fields.at();
    long keys = fields.uvarint();
    if (keys != 2) {
      throw fields.corrupt(
          "expected a name and a value, found " + Long.toUnsignedString(keys) + " strings");
    }
    nameLength = fields.length();
    nameAt = fields.at();
    valueLength = fields.at(nameAt + nameLength).length();
    valueAt = fields.at();
    listOffset = fields.at(valueAt + valueLength).uvarint();
    return at;
  }

  void expectEnd() {
    if (!fields.atEnd()) {
      throw fields.corrupt("expected the end of the postings offset table, found more bytes");
    }
  }

  int compareName(TableEntry other) {
    return Varints.compare(bytes, nameAt, nameLength, other.nameAt, other.nameLength);
  }

  int compareValue(TableEntry other) {
    return Varints.compare(bytes, valueAt, valueLength, other.valueAt, other.valueLength);
  }

  int compareName(byte[] name) {
    return Varints.compare(bytes, nameAt, nameLength, name, 0, name.length);
  }

  int compareValue(byte[] value) {
    return Varints.compare(bytes, valueAt, valueLength, value, 0, value.length);
  }

  int nameLength() {
    return nameLength;
  }

  byte[] name() {
    return copy(nameAt, nameLength);
  }

  byte[] value() {
    return copy(valueAt, valueLength);
  }

  private byte[] copy(long at, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, copy, 0, length);
    return copy;
  }

  long listOffset() {
    return listOffset;
  }

  CorruptDataException corrupt(String finding) {
    return fields.corrupt(finding);
  }
}
