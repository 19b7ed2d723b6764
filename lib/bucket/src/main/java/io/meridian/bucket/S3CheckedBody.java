package io.meridian.bucket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** A whole object's body, held against the checksum that the store keeps of it when it ends. */
final class S3CheckedBody extends FilterInputStream {
  private final Place place;
  private final Checksum computed;
  private final String stored;

  private S3CheckedBody(Place place, InputStream body, Checksum computed, String stored) {
    super(body);
    this.place = place;
    this.computed = computed;
    this.stored = stored;
  }

  /** The checksums that are read here; a store may keep others. */
  private enum Kind {
    CRC32C("x-amz-checksum-crc32c"),
    CRC32("x-amz-checksum-crc32");

    private final String header;

    Kind(String header) {
      this.header = header;
    }

    Checksum begin() {
      return switch (this) {
        case CRC32C -> new CRC32C();
        case CRC32 -> new CRC32();
      };
    }
  }

  /** The body of an answer, as it is if the store tells no checksum of the whole object. */
  static InputStream of(Place place, S3Answer answer) {
    return Arrays.stream(Kind.values())
        .flatMap(kind ->
            answer
                .header(kind.header)
                .filter(S3CheckedBody::isOfWhole)
                .map(stored -> new S3CheckedBody(place, answer.body(), kind.begin(), stored))
                .stream())
        .map(InputStream.class::cast)
        .findFirst()
        .orElse(answer.body());
  }

  /** Of an object in parts there may be a checksum of its parts' checksums, with their number. */
  private static boolean isOfWhole(String checksum) {
    return checksum.indexOf('-') < 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int count = in.read(into, from, length);
    if (count > 0) {
      computed.update(into, from, count);
    } else if (count < 0) {
      check();
    }
    return count;
  }

  private void check() {
    byte[] sum = ByteBuffer.allocate(Integer.BYTES).putInt((int) computed.getValue()).array();
    String found = Base64.getEncoder().encodeToString(sum);
    if (!found.equals(stored)) {
      throw new CorruptObjectException(
          place, "expected the checksum " + stored + " of the store, the body's is " + found);
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
