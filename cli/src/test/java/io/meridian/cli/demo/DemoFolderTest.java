package io.meridian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoFolderTest {
  @TempDir Path folder;

  @Test
  void isMadeAndKeptFromStartToStart() throws IOException {
    DemoFolder demo = new DemoFolder(folder.resolve("demo"));
    demo.prepare(false);
    Files.writeString(Files.createDirectories(demo.path().resolve("a/b")).resolve("c"), "kept");

    demo.prepare(false);
    assertThat(demo.path().resolve("a/b/c")).hasContent("kept");
    demo.prepare(true);
    assertThat(demo.path().resolve("a")).doesNotExist();
    assertThat(demo.path()).isNotEmptyDirectory();
  }

  @Test
  void refusesAFolderOfSomeoneElseAlsoWhereItWouldBeForgotten() throws IOException {
    Path other = Files.writeString(folder.resolve("thesis.txt"), "a year's work");

    assertThatThrownBy(() -> new DemoFolder(folder).prepare(true))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("not a demo's; name another folder by --data-dir");
    assertThat(other).hasContent("a year's work");
  }

  @Test
  void keepsUpToWhenSomethingWasDone() throws IOException {
    DemoState state = new DemoState(folder.resolve("sent/central-a"));
    assertThat(state.read()).isEmpty();
    state.write(1_767_571_200_123L);

    assertThat(state.read()).contains(1_767_571_200_123L);
    Files.writeString(folder.resolve("sent/central-a"), "20");
    assertThat(state.read()).isEmpty();
  }
}
