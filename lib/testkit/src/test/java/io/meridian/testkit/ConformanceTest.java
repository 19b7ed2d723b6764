package io.meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConformanceTest {

  @TempDir Path folder;

  @Test
  void addsUpWithinARun() {
    Conformance.count(folder, "golden-xor-chunks", 40);
    Conformance.count(folder, "golden-xor-chunks", 2);
    Conformance.count(folder, "other", 0);

    assertThat(folder.resolve("golden-xor-chunks.txt")).hasContent("42");
    assertThat(folder.resolve("other.txt")).hasContent("0");
  }

  @Test
  void leavesNothingElseBehind() {
    Conformance.count(folder, "one", 1);

    assertThat(folder.toFile().list()).containsExactly("one.txt");
  }

  @Test
  void refusesNamesThatAreNoFileNames() {
    assertThatThrownBy(() -> Conformance.count(folder, "../up", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Conformance.count(folder, "negative", -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
