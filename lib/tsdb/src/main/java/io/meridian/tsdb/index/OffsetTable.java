package io.meridian.tsdb.index;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The postings offset table as the index has it, with the offsets of some entries beside it:
 *
 * <pre>
 *   table := count u32, entry*                       (in front of it its length, behind it its checksum)
 *   entry := 2 uvarint, length uvarint, name, length uvarint, value, offset of the list uvarint
 * </pre>
 *
 * Entries ascend by name, then value. One walk over the table finds where each name begins and
 * every 32nd of its entries; a value is found by halving among those and a walk over the entries
 * that follow. Four bytes a name and four for every 32 values are kept, whatever the length of
 * names and values.
 *
 * <p>In version 1 entries stand in any order; such a table is sorted into an array of its own.
 */
final class OffsetTable implements PostingsTable {
  private static final int INTERVAL = 32;

  private final Section section;
  private final MemorySegment bytes;

  /** Where behind the last entry the table ends, for the end of the last list. */
  private final long listsEnd;

  /** Names, the empty one included. */
  private int names;

  /** 1 if the first name is the empty one, which stands for all series and is no label's. */
  private int firstName;

  /** Offset of each name's first entry, and of the table's end. */
  private int[] nameAt = new int[16];

  /** How many values each name has. */
  private int[] valueCount = new int[16];

  /** Index of each name's first sample, and behind the last one's. */
  private int[] sampleFrom = new int[16];

  /** Offsets of every 32nd entry of each name. */
  private int[] samples = new int[16];

  private int sampleCount;

  private OffsetTable(Section section, long listsEnd) {
    this.section = section;
    this.bytes = section.bytes();
    this.listsEnd = listsEnd;
  }

  /**
   * Walks over a table.
   *
   * @param listsEnd where in the file the last list ends at the latest
   */
  static OffsetTable of(Section section, int version, long listsEnd) {
    OffsetTable table =
        version == 1
            ? new OffsetTable(UnsortedTable.sort(section), 0)
            : new OffsetTable(section, listsEnd);
    table.sample();
    return table;
  }

  private void sample() {
    TableEntry entry = new TableEntry(section);
    TableEntry before = new TableEntry(section);
    TableScan scan = new TableScan(bytes);
    long count = entry.count();
    long next = 4;
    for (long i = 0; i < count; i++) {
      long at = next;
      if (scan.next()) {
        next = scan.at();
      } else {
        read(entry.at(at), i == 0 ? null : before.at(scan.entry()));
        next = entry.at();
        scan.after(at, next);
      }
      if (valueCount[names - 1]++ % INTERVAL == 0) {
        if (sampleCount == samples.length) {
          samples = Arrays.copyOf(samples, 2 * sampleCount);
        }
        samples[sampleCount++] = (int) at;
      }
    }
    entry.at(next);
    entry.expectEnd();
    startName(bytes.byteSize());
    names--;
    if (names > 0) {
      entry.at(nameAt(0)).next();
      firstName = entry.nameLength() == 0 ? 1 : 0;
    }
  }

  /** Reads an entry of any form, and holds it to the order. */
  private void read(TableEntry entry, @Nullable TableEntry before) {
    long at = entry.next();
    if (before != null) {
      before.next();
    }
    int order = before == null ? 1 : entry.compareName(before);
    if (order > 0) {
      startName(at);
    } else if (order < 0 || before == null || entry.compareValue(before) <= 0) {
      throw entry.corrupt("the postings offset table's entries must ascend, this one does not");
    }
  }

  private void startName(long at) {
    if (names == nameAt.length) {
      nameAt = Arrays.copyOf(nameAt, 2 * names);
      valueCount = Arrays.copyOf(valueCount, 2 * names);
      sampleFrom = Arrays.copyOf(sampleFrom, 2 * names);
    }
    nameAt[names] = (int) at;
    sampleFrom[names] = sampleCount;
    names++;
  }

  @Override
  public int names() {
    return names - firstName;
  }

  @Override
  public int values(int position) {
    return valueCount[position + firstName];
  }

  @Override
  public byte[] name(int position) {
    TableEntry entry = new TableEntry(section).at(nameAt(position + firstName));
    entry.next();
    return entry.name();
  }

  private long nameAt(int position) {
    return Integer.toUnsignedLong(nameAt[position]);
  }

  @Override
  public int find(byte[] name) {
    TableEntry entry = new TableEntry(section);
    int low = firstName;
    int high = names - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      entry.at(nameAt(middle)).next();
      int order = entry.compareName(name);
      if (order == 0) {
        return middle - firstName;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  @Override
  public ValueCursor cursor(int position, byte[] prefix) {
    int at = position + firstName;
    long from = prefix.length == 0 ? nameAt(at) : seek(at, prefix);
    return new TableValues(this, from, nameAt(at + 1), prefix);
  }

  @Override
  public ListPlace list(int position, byte[] value) {
    return find(position + firstName, value);
  }

  @Override
  public ListPlace all() {
    return firstName == 0 ? ListPlace.NONE : find(0, new byte[0]);
  }

  private ListPlace find(int position, byte[] value) {
    long at = seek(position, value);
    if (at == nameAt(position + 1)) {
      return ListPlace.NONE;
    }
    TableEntry entry = new TableEntry(section).at(at);
    entry.next();
    return entry.compareValue(value) == 0
        ? new ListPlace(entry.listOffset(), listEnd(entry.at()))
        : ListPlace.NONE;
  }

  /** The first sample of a name that is not below a value; the one behind its last if all are. */
  private int sampleNotBelow(int position, byte[] value, TableEntry entry) {
    int low = sampleFrom[position];
    int high = sampleFrom[position + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      entry.at(Integer.toUnsignedLong(samples[middle])).next();
      if (entry.compareValue(value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public int estimate(int position, byte[] prefix) {
    int at = position + firstName;
    TableEntry entry = new TableEntry(section);
    int from = sampleNotBelow(at, prefix, entry);
    int to =
        PostingsTable.above(prefix)
            .map(end -> sampleNotBelow(at, end, entry))
            .orElse(sampleFrom[at + 1]);
    return (int) Math.min((to - from + 1L) * INTERVAL, values(position));
  }

  /**
   * The offset of the first entry of a name whose value is not below the given one; the name's end
   * if there is none.
   */
  private long seek(int position, byte[] value) {
    TableEntry entry = new TableEntry(section);
    int low = sampleNotBelow(position, value, entry);
    int sample = Math.max(sampleFrom[position], low - 1);
    entry.at(Integer.toUnsignedLong(samples[sample]));
    long end = nameAt(position + 1);
    while (entry.at() < end) {
      long at = entry.next();
      if (entry.compareValue(value) >= 0) {
        return at;
      }
    }
    return end;
  }

  /**
   * Where the list ends at the latest that belongs to the entry before an offset: where the next
   * one begins.
   */
  long listEnd(long entryEnd) {
    if (listsEnd == 0 || entryEnd >= bytes.byteSize()) {
      return listsEnd;
    }
    TableEntry next = new TableEntry(section).at(entryEnd);
    next.next();
    return next.listOffset();
  }

  /** Whether lists stand in the order of their entries, so that each ends where the next begins. */
  boolean knowsListEnds() {
    return listsEnd != 0;
  }

  Section section() {
    return section;
  }
}
