package io.meridian.tsdb.index;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.MemoryRanges;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are an index or damaged. {@link IndexDamageTest} has mutations of its own for a plain
 * build.
 */
@Tag("long")
final class IndexFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] bytes) {
    try {
      IndexDigest.of(new MemoryRanges("fuzzed", bytes));
    } catch (CorruptDataException e) {
      return;
    }
  }
}
