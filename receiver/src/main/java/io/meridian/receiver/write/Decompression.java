package io.meridian.receiver.write;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.airlift.compress.v3.zstd.ZstdDecompressor;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.OverloadedException;
import io.meridian.receiver.write.WireFormat.Encoding;
import io.meridian.service.http.RequestBody;

/**
 * Decompresses bodies into one buffer that is used again and again. What a body claims to be is
 * believed only as far as its own length can bear out: snappy makes at most 64 bytes of 3, and for
 * zstd, which has no such bound, the buffer grows as the bytes come. For one thread.
 */
final class Decompression {
  private static final int SNAPPY_RATIO = 22;
  private static final int ZSTD_RATIO = 32;
  private static final int ZSTD_LEAST = 64 << 10;

  /** What is larger is rare, and has no room to grow. */
  static final int USUAL = 8 << 20;

  /** Reads what frames say of themselves. */
  private static final ZstdDecompressor HEADERS = ZstdDecompressor.create();

  private final SnappyDecompressor snappy = SnappyDecompressor.create();
  private final ZstdDecompressor zstd = ZstdDecompressor.create();
  private byte[] bytes = {};
  private int length;

  /**
   * Whether a body becomes larger than usual, by its own words; one that says nothing may.
   *
   * @throws InvalidRequestException if it is not what the encoding says
   */
  static boolean isLarge(Encoding encoding, RequestBody body) {
    return switch (encoding) {
      case SNAPPY -> snappyLength(body) > USUAL;
      case ZSTD -> {
        try {
          long claimed =
              body.length() == 0 ? 0 : HEADERS.getDecompressedSize(body.bytes(), 0, body.length());
          yield claimed < 0 || claimed > USUAL;
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
          yield false; // said when it is decompressed
        }
      }
    };
  }

  /**
   * Decompresses a body.
   *
   * @param most how many bytes may come out
   * @throws InvalidRequestException if it cannot be
   * @throws RefusedWriteException with status 413 if more would come out
   */
  void run(Encoding encoding, RequestBody body, int most) {
    try {
      switch (encoding) {
        case SNAPPY -> snappy(body, most);
        case ZSTD -> zstd(body, most);
      }
    } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new InvalidRequestException(
          "the body of %d bytes is no %s"
              .formatted(
                  body.length(), encoding == Encoding.SNAPPY ? "snappy block" : "zstd frame"),
          e);
    }
  }

  private void snappy(RequestBody body, int most) {
    long claimed = snappyLength(body);
    if (claimed > (long) SNAPPY_RATIO * body.length()) {
      throw new InvalidRequestException(
          "the body of %d bytes is no snappy block: it cannot hold the %d bytes that it claims"
              .formatted(body.length(), claimed));
    }
    requireAtMost(claimed, most);
    reserve((int) claimed);
    length = snappy.decompress(body.bytes(), 0, body.length(), bytes, 0, (int) claimed);
    if (length != claimed) {
      throw new InvalidRequestException(
          "the snappy block claims %d bytes and holds %d".formatted(claimed, length));
    }
  }

  /** The varint before a snappy block. */
  private static long snappyLength(RequestBody body) {
    byte[] bytes = body.bytes();
    long value = 0;
    for (int i = 0; i < Math.min(5, body.length()); i++) {
      value |= (bytes[i] & 0x7fL) << (7 * i);
      if (bytes[i] >= 0) {
        return value;
      }
    }
    throw new InvalidRequestException(
        "the body of %d bytes is no snappy block: it begins with no length"
            .formatted(body.length()));
  }

  private void zstd(RequestBody body, int most) {
    if (body.length() == 0) {
      throw new InvalidRequestException("the body is empty, a zstd frame was expected");
    }
    long claimed = zstd.getDecompressedSize(body.bytes(), 0, body.length());
    requireAtMost(claimed, most);
    long whole = claimed < 0 ? most : claimed;
    long room = Math.min(whole, Math.max((long) ZSTD_RATIO * body.length(), ZSTD_LEAST));
    while (!decompressInto((int) room, body)) {
      if (room == whole) {
        throw RequestLimits.tooLarge("decompressed", whole + 1, most);
      }
      room = Math.min(whole, 4 * room);
    }
  }

  /** Whether the room was enough. */
  private boolean decompressInto(int room, RequestBody body) {
    reserve(room);
    try {
      length = zstd.decompress(body.bytes(), 0, body.length(), bytes, 0, room);
      return true;
    } catch (MalformedInputException | IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).contains("too small")) {
        return false;
      }
      throw e;
    }
  }

  private static void requireAtMost(long claimed, int most) {
    if (claimed > most) {
      throw RequestLimits.tooLarge("decompressed", claimed, most);
    }
  }

  private void reserve(int needed) {
    if (bytes.length < needed) {
      bytes = new byte[0]; // so that the old one need not be there beside the new one
      try {
        bytes = new byte[needed > USUAL ? needed : needed + needed / 4];
      } catch (
          OutOfMemoryError e) { // in a small heap, where others hold what they may; all is whole
        throw new OverloadedException(
            "there is no room to decompress %d bytes now; send smaller requests".formatted(needed));
      }
    }
  }

  /** What came out, up to {@link #length}. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** How large the buffer has become. */
  int capacity() {
    return bytes.length;
  }
}
