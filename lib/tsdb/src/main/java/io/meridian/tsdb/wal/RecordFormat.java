package io.meridian.tsdb.wal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.file.Crc32c;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A record: 32 bytes of header, the tenant's name, zeros up to the payload's begin, the payload. It
 * begins and ends at a multiple of 8 bytes. Numbers are little-endian.
 *
 * <pre>
 *    0  u64  mark: the log's identity, the same before every record
 *    8  u64  sequence
 *   16  u32  length of the payload
 *   20  u8   kind
 *   21  u8   number of zeros, 0 to 7
 *   22  u16  length of the tenant's name
 *   24  u32  CRC-32C of the 24 bytes before
 *   28  u32  CRC-32C of name, zeros and payload
 * </pre>
 *
 * <p>The mark is what is looked for behind damage. It is random and never leaves the disk, so that
 * no tenant can make its payload look like records.
 */
final class RecordFormat {
  static final int HEADER = 32;
  static final int LONGEST_PAYLOAD = 1 << 30;
  static final int LONGEST_TENANT = 0xffff;

  /** Kinds from here on are the log's own. */
  static final int OWN_KINDS = 0xff;

  /** The last record of a checkpoint. */
  static final int END = 0xff;

  private static final int SEQUENCE = 8;
  private static final int LENGTH = 16;
  private static final int KIND = 20;
  private static final int ZEROS = 21;
  private static final int TENANT = 22;
  private static final int HEADER_CRC = 24;
  private static final int BODY_CRC = 28;

  private static final ValueLayout.OfLong U64 =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort U16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ARRAY_U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ARRAY_U32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ARRAY_U16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private RecordFormat() {}

  /**
   * What stands before a payload: all but mark, sequence and the header's checksum, which {@link
   * #number} adds.
   *
   * @throws InvalidRequestException if tenant or payload are too long
   */
  static byte[] front(String tenant, int kind, byte[] payload, int from, int to) {
    byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
    int length = to - from;
    if (name.length > LONGEST_TENANT || length > LONGEST_PAYLOAD) {
      throw new InvalidRequestException(
          "a record of the log has at most %d bytes and a tenant's name %d; these are %d and %d"
              .formatted(LONGEST_PAYLOAD, LONGEST_TENANT, length, name.length));
    }
    int zeros = -(HEADER + name.length + length) & 7;
    byte[] front = new byte[HEADER + name.length + zeros];
    ARRAY_U32.set(front, LENGTH, length);
    front[KIND] = (byte) kind;
    front[ZEROS] = (byte) zeros;
    ARRAY_U16.set(front, TENANT, (short) name.length);
    System.arraycopy(name, 0, front, HEADER, name.length);
    CRC32C crc = new CRC32C();
    crc.update(front, HEADER, front.length - HEADER);
    crc.update(payload, from, length);
    ARRAY_U32.set(front, BODY_CRC, (int) crc.getValue());
    return front;
  }

  static void number(byte[] front, long mark, long sequence) {
    ARRAY_U64.set(front, 0, mark);
    ARRAY_U64.set(front, SEQUENCE, sequence);
    ARRAY_U32.set(front, HEADER_CRC, Crc32c.of(front, 0, HEADER_CRC));
  }

  /**
   * Whether a whole and undamaged header stands at {@code at}; its record may reach beyond the end.
   */
  static boolean isHeader(MemorySegment bytes, long at, long end, long mark) {
    return end - at >= HEADER
        && bytes.get(U64, at) == mark
        && bytes.get(U32, at + HEADER_CRC) == Crc32c.of(bytes, at, HEADER_CRC)
        && length(bytes, at) >= 0
        && length(bytes, at) <= LONGEST_PAYLOAD
        && (size(bytes, at) & 7) == 0;
  }

  /** Whether the record whose header is sound is so, too, and ends before {@code end}. */
  static boolean isWhole(MemorySegment bytes, long at, long end) {
    long size = size(bytes, at);
    return size <= end - at
        && bytes.get(U32, at + BODY_CRC) == Crc32c.of(bytes, at + HEADER, size - HEADER);
  }

  /** The size of the whole record. */
  static long size(MemorySegment bytes, long at) {
    return payload(bytes, at) - at + length(bytes, at);
  }

  static long sequence(MemorySegment bytes, long at) {
    return bytes.get(U64, at + SEQUENCE);
  }

  static int kind(MemorySegment bytes, long at) {
    return bytes.get(JAVA_BYTE, at + KIND) & 0xff;
  }

  static int length(MemorySegment bytes, long at) {
    return bytes.get(U32, at + LENGTH);
  }

  static int tenantLength(MemorySegment bytes, long at) {
    return bytes.get(U16, at + TENANT) & 0xffff;
  }

  /** Where the payload begins. */
  static long payload(MemorySegment bytes, long at) {
    return at + HEADER + tenantLength(bytes, at) + (bytes.get(JAVA_BYTE, at + ZEROS) & 0xff);
  }
}
