package io.meridian.cli.console;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** What the C library knows of this process's streams. */
final class Terminal {
  private static final int STANDARD_ERROR = 2;

  private Terminal() {}

  /** Whether standard error is a terminal that can write over a line; false where none can tell. */
  static boolean isStandardError() {
    return !"dumb".equals(System.getenv("TERM")) && isTerminal(STANDARD_ERROR);
  }

  @SuppressWarnings({"restricted", "CatchingUnchecked"})
  private static boolean isTerminal(int stream) {
    try {
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find("isatty")
          .map(symbol ->
              linker.downcallHandle(
                  symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)))
          .map(handle -> call(handle, stream))
          .orElse(false);
    } catch (RuntimeException e) {
      return false; // no linker on this platform, or native access is denied
    }
  }

  private static boolean call(java.lang.invoke.MethodHandle isatty, int stream) {
    try {
      return (int) isatty.invokeExact(stream) == 1;
    } catch (Throwable e) {
      throw new IllegalStateException("isatty", e);
    }
  }
}
