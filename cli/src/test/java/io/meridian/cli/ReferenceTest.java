package io.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/reference.md says what the commands declare. */
final class ReferenceTest {
  @Test
  void isAsTheCommandsDeclareIt() throws IOException {
    Path page = Path.of(System.getProperty("meridian.root", "..")).resolve("docs/reference.md");

    assertThat(Files.readString(page))
        .as("docs/reference.md is stale; run ./meridian reference > docs/reference.md")
        .isEqualTo(Invocation.of("reference").out());
  }
}
