package io.meridian.receiver.write;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.InvalidRequestException;
import io.meridian.receiver.write.WireFormat.Encoding;
import io.meridian.service.http.RequestBody;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/** Any body is either refused or decompressed to no more than is allowed. */
@Tag("long")
class DecompressionFuzzTest {
  private static final int MOST = 1 << 16;

  private final Decompression decompression = new Decompression();

  /** What stands behind a body, in the array of a longer one before it, is not looked at. */
  @FuzzTest
  void decompressesOrRefuses(byte[] bytes) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 16);
    Arrays.fill(longer, bytes.length, longer.length, (byte) 0xff);
    run(new RequestBody(longer, bytes.length));
    run(RequestBody.of(bytes));
  }

  private void run(RequestBody body) {
    for (Encoding encoding : Encoding.values()) {
      try {
        decompression.run(encoding, body, MOST);
        if (decompression.length() > MOST || decompression.capacity() > 2 * MOST) {
          throw new AssertionError("more came out than may");
        }
      } catch (InvalidRequestException | RefusedWriteException e) {
        // refused
      }
    }
  }
}
