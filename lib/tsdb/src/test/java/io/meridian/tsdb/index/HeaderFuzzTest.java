package io.meridian.tsdb.index;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.MemoryRanges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any bytes are a sparse header or damaged, and one that the check lets pass answers as the index
 * does. {@link IndexDamageTest} and {@link HeaderCheckTest} have mutations of their own for a plain
 * build.
 */
@Tag("long")
final class HeaderFuzzTest {
  @TempDir private static Path folder = Path.of("");

  private byte[] good = new byte[0];
  private List<String> answers = List.of();

  /**
   * Checks and reads a header.
   *
   * @param input even first byte: a header; odd: changes of a good one, with right checksums
   */
  @FuzzTest
  void reads(byte[] input) throws IOException {
    if (good.length == 0) {
      good = MendedHeader.good(folder);
      answers = MendedHeader.answers(good, folder.resolve("asked"));
    }
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    read((input[0] & 1) == 0 ? rest : MendedHeader.of(IndexFuzzTest.changed(good, 0, rest)));
  }

  private void read(byte[] header) throws IOException {
    boolean[] misleads = new boolean[1];
    MemoryRanges index = new MemoryRanges("index", MendedIndex.GOOD);
    new HeaderCheck(new MemoryRanges("header", header), index, IndexReader.open(index))
        .run((what, isBelieved) -> misleads[0] |= isBelieved);
    try {
      if (!MendedHeader.answers(header, folder.resolve("asked")).equals(answers) && !misleads[0]) {
        throw new AssertionError("a header passed the check that misleads");
      }
    } catch (CorruptDataException e) {
      return;
    }
  }
}
