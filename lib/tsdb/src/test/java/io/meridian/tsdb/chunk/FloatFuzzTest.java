package io.meridian.tsdb.chunk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are either refused or read as their bits say. The fuzzer's agent takes seconds to
 * start, so that a plain build does without; {@link FloatDamageTest} has mutations of its own.
 */
@Tag("long")
class FloatFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void xor(byte[] chunk) {
    FloatDamageTest.assertReadAsTheBitsSay(ChunkEncoding.XOR, chunk);
    FloatEncoderTest.assertCanBeContinued(ChunkEncoding.XOR, chunk);
  }

  @FuzzTest(maxDuration = "10s")
  void xor2(byte[] chunk) {
    FloatDamageTest.assertReadAsTheBitsSay(ChunkEncoding.XOR2, chunk);
    FloatEncoderTest.assertCanBeContinued(ChunkEncoding.XOR2, chunk);
  }

  @FuzzTest(maxDuration = "10s")
  void aggregates(byte[] chunk) {
    FloatDamageTest.readAggregates(chunk);
  }
}
