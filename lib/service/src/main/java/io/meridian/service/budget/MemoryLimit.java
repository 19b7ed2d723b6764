package io.meridian.service.budget;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory this process may use: what the nearest of its control groups allows, of version 2
 * ({@code memory.max}) or 1 ({@code memory.limit_in_bytes}), never more than the machine has. A
 * container sees its own group as the root, so each group on the path counts that can be read.
 */
final class MemoryLimit {
  private static final Path GROUPS = Path.of("sys/fs/cgroup");

  private final Path root;

  private MemoryLimit(Path root) {
    this.root = root;
  }

  /**
   * Reads the limit.
   *
   * @param root where {@code proc} and {@code sys} are
   * @return bytes
   * @throws IOException if not even the machine's memory can be read
   */
  static long read(Path root) throws IOException {
    MemoryLimit limit = new MemoryLimit(root);
    return Math.min(limit.ofMachine(), limit.ofGroups());
  }

  private long ofMachine() throws IOException {
    for (String line : Files.readAllLines(root.resolve("proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException(root.resolve("proc/meminfo") + " does not say MemTotal");
  }

  /** Lines are {@code number:controllers:path}; version 2 has no controllers. */
  private long ofGroups() {
    long least = Long.MAX_VALUE;
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        least = Math.min(least, along(root.resolve(GROUPS), parts[2], "memory.max"));
      } else if (List.of(parts[1].split(",")).contains("memory")) {
        Path groups = root.resolve(GROUPS).resolve("memory");
        least = Math.min(least, along(groups, parts[2], "memory.limit_in_bytes"));
      }
    }
    return least;
  }

  /** The least limit from a group up to the root. */
  private static long along(Path groups, String path, String file) {
    long least = Long.MAX_VALUE;
    Path group = groups.resolve(path.substring(Math.min(1, path.length()))).normalize();
    while (group != null && group.startsWith(groups)) {
      least = Math.min(least, number(group.resolve(file)).orElse(Long.MAX_VALUE));
      group = group.getParent();
    }
    return least;
  }

  /** A number in a file; none where there is no file or it says {@code max}. */
  private static OptionalLong number(Path file) {
    List<String> lines = lines(file);
    try {
      return lines.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(lines.getFirst().strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
