package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockVerifierTest {
  @TempDir Path folder;

  @Test
  void findsNothingInTheBlocksOfPrometheusAndThanos() {
    int blocks = 0;
    for (GoldenBlock golden : GoldenBlock.all()) {
      assertThat(BlockVerifier.verify(golden.folder())).as(golden.folder().toString()).isEmpty();
      blocks++;
    }
    Conformance.count("golden-blocks-verified", blocks);
  }

  @Test
  void findsTheGoldenDamage() throws IOException {
    Path after = Golden.assumePresent("golden/thanos/after");
    int damaged = 0;
    for (String mark : Files.readAllLines(after.resolveSibling("marks.txt"))) {
      String block = mark.substring(mark.lastIndexOf(' ') + 1);
      if (mark.startsWith("index")) {
        List<Finding> findings = BlockVerifier.verify(after.resolve(block));
        assertThat(findings).anyMatch(finding -> finding.file().equals("index"));
        damaged++;
      } else if (mark.startsWith("partial")) {
        assertThat(BlockVerifier.verify(after.resolve(block)))
            .anyMatch(finding -> finding.expectation().contains("there is no meta.json"));
        damaged++;
      }
    }
    Conformance.count("golden-blocks-damaged", damaged);
  }

  @Test
  void findsWhatMetaSaysWrong() throws IOException {
    assertThat(edited("\"numSamples\": ", "\"numSamples\": 1"))
        .anyMatch(text -> text.contains("stats.numSamples"));
    assertThat(edited("\"numSeries\": ", "\"numSeries\": 1"))
        .anyMatch(text -> text.contains("stats.numSeries"));
    assertThat(edited("\"minTime\": 176757120", "\"minTime\": 176757130"))
        .anyMatch(text -> text.contains("within the block's range"));
    assertThat(edited("\"ulid\": \"01KE", "\"ulid\": \"01KF"))
        .anyMatch(text -> text.contains("the folder's name"));
  }

  private List<String> edited(String known, String wrong) throws IOException {
    Path block = copy(GoldenBlock.one("tombstones").folder());
    Path meta = block.resolve("meta.json");
    Files.writeString(meta, Files.readString(meta).replace(known, wrong));
    return BlockVerifier.verify(block).stream().map(Finding::toString).toList();
  }

  @Test
  void findsFilesThatAreTooMany() throws IOException {
    Path block = copy(GoldenBlock.one("tombstones").folder());
    Files.writeString(block.resolve("notes.txt"), "x");
    Files.copy(block.resolve("chunks/000001"), block.resolve("chunks/000003"));

    List<Finding> findings = BlockVerifier.verify(block);

    assertThat(findings).anyMatch(finding -> finding.file().equals("notes.txt"));
    assertThat(findings).anyMatch(finding -> finding.file().equals("chunks/000003"));
  }

  @Test
  void everyTruncationIsFound() throws IOException {
    Path block = copy(smallest());
    for (String name : new String[] {"index", "chunks/000001", "meta.json"}) {
      Path file = block.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length - 1; length += length < 64 ? 1 : 7) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThat(BlockVerifier.verify(block)).as("%s of %d bytes", name, length).isNotEmpty();
      }
      Files.write(file, whole);
    }
    assertThat(BlockVerifier.verify(block)).isEmpty();
  }

  @Test
  void aFlippedBitOfEveryByteIsFoundOrHarmless() throws IOException {
    flipBits(at -> at % 8, at -> at % 8);
  }

  @Test
  @Tag("long")
  void everyFlippedBitIsFoundOrHarmless() throws IOException {
    flipBits(at -> 0, at -> 7);
  }

  private void flipBits(IntUnaryOperator firstBit, IntUnaryOperator lastBit) throws IOException {
    Path block = copy(smallest());
    String intact = samples(block);
    int harmless = 0;
    int flips = 0;
    for (String name : new String[] {"index", "chunks/000001"}) {
      Path file = block.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int at = 0; at < whole.length; at++) {
        for (int bit = firstBit.applyAsInt(at); bit <= lastBit.applyAsInt(at); bit++) {
          byte[] flipped = whole.clone();
          flipped[at] ^= (byte) (1 << bit);
          Files.write(file, flipped);
          flips++;
          if (BlockVerifier.verify(block).isEmpty()) {
            harmless++;
            assertThat(samples(block)).as("%s at %d", name, at).isEqualTo(intact);
          }
        }
      }
      Files.write(file, whole);
    }
    assertThat(harmless).isLessThan(flips / 10);
  }

  /** What a reader makes of a block, as text. */
  private static String samples(Path block) {
    StringBuilder text = new StringBuilder();
    try (BlockReader reader = BlockReader.open(block)) {
      BlockSeriesTest.select(reader, List.of(), TimeRange.ALL)
          .forEach((labels, samples) -> text.append(labels).append(samples));
    }
    return text.toString();
  }

  private static Path smallest() {
    return GoldenBlock.all().stream()
        .map(GoldenBlock::folder)
        .filter(block -> block.toString().contains("/out-of-order/"))
        .min(Comparator.comparingLong(block -> block.resolve("chunks/000001").toFile().length()))
        .orElseThrow();
  }

  private Path copy(Path block) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(block)) {
      all.forEach(files::add);
    }
    Path parent = Files.createTempDirectory(folder, "copy");
    Path copy = parent.resolve(block.getFileName());
    for (Path file : files) {
      Path target = copy.resolve(block.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.write(target, Files.readAllBytes(file));
      }
    }
    return copy;
  }
}
