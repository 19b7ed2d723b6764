package io.meridian.bucket;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads small objects whole, and finds out where bits of them were turned over on their way. Most
 * stores have the MD5 of what was put at once as its version; where it has that shape and is
 * another, the object is read again. Versions only look like one where a store encrypts with keys
 * of its own, so two reads that give the same bytes are believed, whatever the version is.
 */
final class WholeObject {
  private static final int ATTEMPTS = 5;
  private static final int DIGITS = 32;

  private final Bucket bucket;
  private final String object;
  private final int limit;

  WholeObject(Bucket bucket, String object, int limit) {
    this.bucket = bucket;
    this.object = object;
    this.limit = limit;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Read(ObjectInfo info, byte[] bytes) {}

  byte[] read() {
    Read last = once();
    for (int attempt = 1; !isItsOwn(last); attempt++) {
      Read next = once();
      if (Arrays.equals(last.bytes, next.bytes)) {
        return next.bytes;
      }
      if (attempt == ATTEMPTS) {
        throw new CorruptObjectException(
            new Place(bucket.name(), object, Operation.GET),
            "each of "
                + (ATTEMPTS + 1)
                + " reads gave other bytes, none with the MD5 of its version");
      }
      last = next;
    }
    return last.bytes;
  }

  private Read once() {
    try (ObjectStream stream = bucket.get(object)) {
      return new Read(stream.info(), stream.readWhole(limit));
    }
  }

  /** Whether nothing speaks against the bytes. */
  private static boolean isItsOwn(Read read) {
    String version = read.info.version().replace("\"", "");
    return version.length() != DIGITS
        || !version.chars().allMatch(HexFormat::isHexDigit)
        || version.equalsIgnoreCase(HexFormat.of().formatHex(md5(read.bytes)));
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
