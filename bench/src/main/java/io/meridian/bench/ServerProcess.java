package io.meridian.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says of another process. */
final class ServerProcess {
  /** Clock ticks a second, the same on every Linux that one meets. */
  private static final double TICKS = 100;

  private ServerProcess() {}

  /** CPU time of all its threads since it began. */
  static double cpuSeconds(long pid) throws IOException {
    return seconds(Files.readString(Path.of("/proc/" + pid + "/stat")));
  }

  /** CPU time of the JVM's compilers in it, as far as their threads are still there. */
  static double compilerSeconds(long pid) throws IOException {
    double seconds = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        seconds += compilerSeconds(thread);
      }
    }
    return seconds;
  }

  private static double compilerSeconds(Path thread) throws IOException {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler") ? seconds(stat) : 0;
    } catch (NoSuchFileException e) {
      return 0; // it has ended since it was listed
    }
  }

  private static double seconds(String stat) {
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS;
  }

  /** What it has of the machine's memory, files that it maps included. */
  static long residentBytes(long pid) throws IOException {
    return status(pid, "VmRSS:");
  }

  /** The most of that since it began. */
  static long mostResidentBytes(long pid) throws IOException {
    return status(pid, "VmHWM:");
  }

  private static long status(long pid, String what) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(what)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("process " + pid + " does not say how much memory it has");
  }
}
