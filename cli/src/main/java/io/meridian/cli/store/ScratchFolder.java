package io.meridian.cli.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for as long as a command runs. */
public record ScratchFolder(Path path) implements AutoCloseable {
  /** Makes one where this machine keeps what may be lost. */
  public static ScratchFolder create() {
    try {
      return new ScratchFolder(Files.createTempDirectory("meridian"));
    } catch (IOException e) {
      throw new UncheckedIOException("making a folder for a while", e);
    }
  }

  @Override
  public void close() {
    try {
      FolderTree.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + path, e);
    }
  }
}
