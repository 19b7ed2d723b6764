package io.meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

final class GoldenTest {

  private final String before = System.getProperty("meridian.shared", "../shared");

  @TempDir Path folder;

  @AfterEach
  void restore() {
    System.setProperty("meridian.shared", before);
  }

  @Test
  void findsWhatIsThere() throws Exception {
    Path data = Files.createDirectories(folder.resolve("golden/xor"));
    System.setProperty("meridian.shared", folder.toString());

    assertThat(Golden.assumePresent("golden/xor")).isEqualTo(data);
  }

  @Test
  void skipsForTheListedReasonWithoutTheFolder() throws Exception {
    System.setProperty("meridian.shared", folder.resolve("nowhere").toString());

    assertThatThrownBy(() -> Golden.assumePresent("golden/xor"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage(Golden.MISSING);
    assertThat(Files.readAllLines(ProjectFolders.root().resolve(".ci/skips.txt")))
        .contains(Golden.MISSING);
  }

  @Test
  void failsWhenTheFolderLacksTheData() {
    System.setProperty("meridian.shared", folder.toString());

    assertThatThrownBy(() -> Golden.assumePresent("golden/none"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("golden/none");
  }

  @Test
  void takesARelativeFolderFromTheProjectRoot() {
    System.setProperty("meridian.shared", "../elsewhere");

    assertThat(Golden.folder())
        .isEqualTo(ProjectFolders.root().resolveSibling("elsewhere").normalize());
  }
}
