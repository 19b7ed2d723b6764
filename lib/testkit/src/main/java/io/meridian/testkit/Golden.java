package io.meridian.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The data of the real programs: the folder named by the system property {@code meridian.shared}
 * (default: {@code shared} beside the project).
 */
public final class Golden {

  /** Why a test is skipped where the folder is missing, as .ci/skips.txt lists it. */
  public static final String MISSING = "golden data (meridian.shared) is not here";

  private Golden() {}

  /**
   * The folder or file {@code path} below {@code meridian.shared}, such as {@code golden/xor}.
   * Skips the calling test where there is no such folder as {@code meridian.shared} at all.
   *
   * @throws AssertionError if the folder is there but {@code path} is not in it
   */
  public static Path assumePresent(String path) {
    Path shared = folder();
    if (!Files.isDirectory(shared)) {
      Assumptions.abort(MISSING);
    }
    Path wanted = shared.resolve(path);
    if (!Files.exists(wanted)) {
      throw new AssertionError("golden data has no " + path + " (in " + shared + ")");
    }
    return wanted;
  }

  static Path folder() {
    Path root = ProjectFolders.root();
    return root.resolve(System.getProperty("meridian.shared", "../shared")).normalize();
  }
}
