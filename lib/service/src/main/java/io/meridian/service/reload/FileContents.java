package io.meridian.service.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Tells whether files have changed, by their bytes. */
public final class FileContents {
  private FileContents() {}

  /** A text that is another one when one of the files has other bytes, comes, or goes. */
  public static String digest(Collection<Path> files) {
    return files.stream().map(FileContents::digest).collect(Collectors.joining(" "));
  }

  private static String digest(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      return "unreadable";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
