package io.meridian.tsdb.index;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.MemoryRanges;
import io.meridian.tsdb.file.RecordedRanges;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are an index or damaged. {@link IndexDamageTest} has mutations of its own for a plain
 * build, which does without the fuzzer's agent.
 */
@Tag("long")
final class IndexFuzzTest {
  /**
   * Reads an index.
   *
   * @param input even first byte: an index; odd: changes of a good one. The checksums stop most of
   *     what a fuzzer finds: in the second case they are made right after its changes
   */
  @FuzzTest
  void reads(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    read((input[0] & 1) == 0 ? rest : MendedIndex.of(changed(MendedIndex.GOOD, 5, rest)));
  }

  /**
   * Good bytes with some of them replaced.
   *
   * @param first the first that may be
   * @param changes offset, 16 bits, and new byte, over and over
   */
  static byte[] changed(byte[] good, int first, byte[] changes) {
    byte[] changed = good.clone();
    for (int i = 0; i + 3 <= changes.length; i += 3) {
      int at = ((changes[i] & 0xff) << 8) | (changes[i + 1] & 0xff);
      changed[first + at % (changed.length - first)] = changes[i + 2];
    }
    return changed;
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
