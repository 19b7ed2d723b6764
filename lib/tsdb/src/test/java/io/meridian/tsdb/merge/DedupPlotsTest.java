package io.meridian.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The plots of docs/deduplication.md are what the code does: drawn anew and compared, or written
 * with {@code -Dmeridian.draw=true}.
 */
final class DedupPlotsTest {
  private static Path images() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/querier.md"))) {
      folder = Objects.requireNonNull(folder.getParent(), "no docs above this module");
    }
    return folder.resolve("docs/images");
  }

  @TestFactory
  Stream<DynamicTest> showWhatComesOut() {
    return DedupCase.all().stream()
        .map(each -> DynamicTest.dynamicTest(each.title(), () -> hold(each)));
  }

  private static void hold(DedupCase each) throws IOException {
    Path file = images().resolve("dedup-" + each.name() + ".svg");
    String drawn = DedupPlot.draw(each);
    if (Boolean.getBoolean("meridian.draw")) {
      Files.writeString(file, drawn);
    }

    assertThat(file).as("run this with -Dmeridian.draw=true").hasContent(drawn);
  }
}
