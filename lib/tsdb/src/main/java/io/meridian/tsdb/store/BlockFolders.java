package io.meridian.tsdb.store;

import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The folders of a store: one for the log, one for each tenant's blocks. */
final class BlockFolders {
  private static final String LOG = "wal";
  private static final String SPOOLS = ".spools";
  private static final int LONGEST_NAME = 255;

  private final Disk disk;
  private final Path root;

  /** Tenants whose folders were made to last by this process. */
  private final Set<String> lasting = ConcurrentHashMap.newKeySet();

  BlockFolders(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
  }

  Path log() {
    return root.resolve(LOG);
  }

  /** A folder beside those of tenants that is nobody's. */
  static Path spools(Path root) {
    return root.resolve(SPOOLS);
  }

  Path tenant(String name) {
    return root.resolve(name);
  }

  /** Where a tenant's head puts what is scratch. */
  Path scratch(String name) {
    return tenant(name).resolve("full-chunks");
  }

  /**
   * Refuses names that are no folder's.
   *
   * @throws InvalidRequestException if it is such a name
   */
  static void checkName(String tenant) {
    boolean plain = tenant.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ');
    if (!plain
        || tenant.isEmpty()
        || tenant.equals(".")
        || tenant.equals("..")
        || tenant.equals(LOG)
        || tenant.equals(SPOOLS)
        || tenant.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new InvalidRequestException(
          "a tenant's name must be that of a folder (1 to 255 bytes, no slash or control"
              + " character, not \".\", \"..\", \"wal\" or \".spools\"), this is \""
              + tenant
              + "\"");
    }
  }

  /**
   * Makes a tenant's folder last. That it is there says nothing: scratch files may have made it, or
   * a call that failed before the folder's name was made to last.
   */
  void create(String tenant) throws IOException {
    if (!lasting.contains(tenant)) {
      disk.createFolder(tenant(tenant));
      disk.syncFolder(root);
      lasting.add(tenant);
    }
  }

  /** For each tenant that has blocks, up to which instant, excluded. */
  Map<String, Long> inBlocks() throws IOException {
    Map<String, Long> tenants = new TreeMap<>();
    for (Path path : list(root)) {
      String name = path.getFileName().toString();
      if (!name.equals(LOG) && !name.equals(SPOOLS) && !blocks(name).isEmpty()) {
        tenants.put(name, cutUntil(name));
      }
    }
    return tenants;
  }

  /** A tenant's blocks, sorted by name. */
  List<Path> blocks(String tenant) throws IOException {
    return list(tenant(tenant)).stream()
        .filter(path -> Ulid.of(path.getFileName().toString()).isPresent())
        .toList();
  }

  private long cutUntil(String tenant) throws IOException {
    long until = Long.MIN_VALUE;
    for (Path block : blocks(tenant)) {
      try {
        BlockMeta meta = LocalBlock.meta(disk, block);
        if (!LocalBlock.isLate(meta)) {
          until = Math.max(until, meta.maxTime());
        }
      } catch (CorruptDataException e) {
        // nothing is in a damaged block; opening it reports it
      }
    }
    return until;
  }

  private List<Path> list(Path folder) throws IOException {
    try {
      return disk.list(folder);
    } catch (NotDirectoryException | NoSuchFileException e) {
      return List.of();
    }
  }
}
