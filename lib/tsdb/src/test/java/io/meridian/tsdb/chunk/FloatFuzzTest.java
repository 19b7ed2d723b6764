package io.meridian.tsdb.chunk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are either refused or read as their bits say. The fuzzer's agent takes seconds to
 * start, so that a plain build does without; {@link FloatDamageTest} has mutations of its own.
 */
@Tag("long")
class FloatFuzzTest {
  /**
   * Decodes a chunk.
   *
   * @param input its first byte chooses the encoding
   */
  @FuzzTest
  void decodes(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] chunk = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0] & 3) {
      case 0 -> decodes(ChunkEncoding.XOR, chunk);
      case 1 -> decodes(ChunkEncoding.XOR2, chunk);
      default -> FloatDamageTest.readAggregates(chunk);
    }
  }

  private static void decodes(ChunkEncoding encoding, byte[] chunk) {
    FloatDamageTest.assertReadAsTheBitsSay(encoding, chunk);
    FloatEncoderTest.assertCanBeContinued(encoding, chunk);
  }
}
