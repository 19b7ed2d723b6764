package io.meridian.receiver.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What peers missed: a {@link Spool} for each, in a folder that has its address for a name. There
 * is one spool for a folder at any time, whoever asks. Safe for use by many threads.
 */
final class Spools {
  private final Disk disk;
  private final Path root;
  private final long maxBytes;
  private final Map<String, Spool> spools = new TreeMap<>();

  /**
   * Opens what a process before this one left.
   *
   * @param maxBytes of one spool
   */
  Spools(Disk disk, Path root, long maxBytes) {
    this.disk = disk;
    this.root = root;
    this.maxBytes = maxBytes;
    try {
      if (disk.exists(root)) {
        for (Path folder : disk.list(root)) {
          of(URLDecoder.decode(folder.getFileName().toString(), UTF_8));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // what cannot be found is a copy that cannot be made up for
    }
  }

  /** What the peer of an address missed. */
  synchronized Spool of(String address) {
    return spools.computeIfAbsent(address, peer -> new Spool(disk, folder(peer), maxBytes));
  }

  private Path folder(String address) {
    return root.resolve(URLEncoder.encode(address, UTF_8));
  }

  /** The peers that missed something, or may yet. */
  synchronized List<String> addresses() {
    return List.copyOf(spools.keySet());
  }

  /** Takes the folder of a peer away, which nobody may use any more, unless something is in it. */
  synchronized void forget(String address) {
    Spool spool = of(address);
    if (spool.isEmpty()) {
      spools.remove(address);
      spool.close();
      try {
        disk.delete(folder(address));
      } catch (IOException e) {
        // an empty folder is found at the next start
      }
    }
  }
}
