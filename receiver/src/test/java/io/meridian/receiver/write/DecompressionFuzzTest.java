package io.meridian.receiver.write;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.InvalidRequestException;
import io.meridian.receiver.write.WireFormat.Encoding;
import org.junit.jupiter.api.Tag;

/** Any body is either refused or decompressed to no more than is allowed. */
@Tag("long")
class DecompressionFuzzTest {
  private static final int MOST = 1 << 16;

  private final Decompression decompression = new Decompression();

  @FuzzTest
  void decompressesOrRefuses(byte[] body) {
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
