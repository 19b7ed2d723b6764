package io.meridian.storeapi.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.CorruptDataException;
import org.junit.jupiter.api.Tag;

/** Any bytes as a message of a store. */
final class FrameFuzzTest {
  @Tag("long")
  @FuzzTest(maxDuration = "30s")
  void readsAnyMessageOrSaysWhatIsWrong(byte[] input) {
    try {
      GoldenFramesTest.read(new FrameReader("store"), input);
    } catch (CorruptDataException e) {
      // what it is for
    }
  }
}
