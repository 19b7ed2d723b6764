package io.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class NoticesTest {

  @Test
  void thirdPartyListIsUpToDate() {
    Path committed = Path.of(System.getProperty("meridian.root"), "THIRD-PARTY.txt");

    assertThat(Path.of("target/notices/THIRD-PARTY.txt"))
        .as("what is shipped has changed; run ./meridian notices and commit THIRD-PARTY.txt")
        .hasSameTextualContentAs(committed);
  }
}
