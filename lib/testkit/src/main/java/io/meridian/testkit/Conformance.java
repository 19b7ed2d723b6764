package io.meridian.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Counts the cases that were held against the real programs or their data. Each name has a file
 * {@code target/conformance/<name>.txt} in the module under test holding one decimal number; CI
 * sums the modules up and holds the sums against {@code .ci/conformance.tsv}.
 *
 * <p>Counts of one name add up within a test run; the next run starts anew. Count after a case has
 * passed, not before.
 */
public final class Conformance {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Map<String, Long> TOTALS = new HashMap<>();

  private Conformance() {}

  /** Adds {@code cases} passed cases to {@code name}, such as {@code golden-xor-chunks}. */
  public static void count(String name, long cases) {
    count(ProjectFolders.module().resolve("target/conformance"), name, cases);
  }

  static void count(Path folder, String name, long cases) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a lower-case-with-dashes name: " + name);
    }
    if (cases < 0) {
      throw new IllegalArgumentException(name + ": negative count " + cases);
    }
    synchronized (TOTALS) {
      long total = TOTALS.merge(folder + "/" + name, cases, Math::addExact);
      write(folder.resolve(name + ".txt"), total + "\n");
    }
  }

  private static void write(Path file, String text) {
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
      Path unfinished = Files.createTempFile(folder, file.getFileName().toString(), ".tmp");
      Files.writeString(unfinished, text);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
