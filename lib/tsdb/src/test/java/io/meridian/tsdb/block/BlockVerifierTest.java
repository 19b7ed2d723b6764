package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.FileRanges;
import io.meridian.tsdb.index.SparseHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
  void findsAHeaderThatIsDamagedOrStale() throws IOException {
    Path block = copy(GoldenBlock.one("tombstones").folder());
    Path header = block.resolve(SparseHeader.fileName());
    try (FileRanges index = FileRanges.open(block.resolve("index"))) {
      SparseHeader.write(Disk.local(), header, index);
    }
    assertThat(BlockVerifier.verify(block)).isEmpty();

    byte[] whole = Files.readAllBytes(header);
    Files.write(header, Arrays.copyOf(whole, 100));
    assertThat(BlockVerifier.verify(block))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.file()).isEqualTo("index.header");
          assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
          assertThat(finding.expectation()).contains("expected 128 bytes");
        });
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
