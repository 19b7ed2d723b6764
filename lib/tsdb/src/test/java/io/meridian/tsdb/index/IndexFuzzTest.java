package io.meridian.tsdb.index;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.MemoryRanges;
import io.meridian.tsdb.file.RecordedRanges;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are an index or damaged. {@link IndexDamageTest} has mutations of its own for a plain
 * build, which does without the fuzzer's agent.
 */
@Tag("long")
final class IndexFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] bytes) {
    read(bytes);
  }

  /** The checksums stop most of what a fuzzer finds: here they are made right after its changes. */
  @FuzzTest(maxDuration = "20s")
  void readsBehindRightChecksums(byte[] changes) {
    byte[] changed = MendedIndex.GOOD.clone();
    for (int i = 0; i + 3 <= changes.length; i += 3) {
      int at = ((changes[i] & 0xff) << 8) | (changes[i + 1] & 0xff);
      changed[5 + at % (changed.length - 5)] = changes[i + 2];
    }
    read(MendedIndex.of(changed));
  }

  private static void read(byte[] bytes) {
    try {
      IndexDigest.of(new MemoryRanges("fuzzed", bytes));
      IndexDigest.of(RecordedRanges.of(bytes));
    } catch (CorruptDataException e) {
      return;
    }
  }
}
