package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.ObjectStream;
import io.meridian.bucket.Operation;
import io.meridian.bucket.Place;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Copies blocks out of a bucket, into a folder or another bucket: everything that stands beside the
 * block, in the order of its name, and meta.json last.
 */
public final class BlockTransfer {
  private final Bucket from;

  public BlockTransfer(Bucket from) {
    this.from = from;
  }

  /** The objects of a block with meta.json last. */
  private List<ListedObject> objects(Ulid block) {
    String meta = block + "/" + BlockMeta.FILE;
    try (Stream<ListedObject> objects = from.objects(block + "/")) {
      List<ListedObject> found =
          objects
              .sorted(
                  Comparator.<ListedObject, Boolean>comparing(each -> each.name().equals(meta))
                      .thenComparing(ListedObject::name))
              .toList();
      if (found.isEmpty()) {
        throw new ObjectNotFoundException(new Place(from.name(), block.toString(), Operation.LIST));
      }
      return found;
    }
  }

  /**
   * Copies a block into a folder, also one that is not whole.
   *
   * @param parent where the block's folder is made
   * @throws ObjectNotFoundException if there is nothing of that name
   */
  public BlockFolder download(Ulid block, Path parent) {
    Path folder = parent.resolve(block.toString());
    for (ListedObject object : objects(block)) {
      Path file = parent.resolve(object.name()).normalize();
      if (!file.startsWith(folder)) {
        throw new IllegalStateException("the bucket gave the name " + object.name());
      }
      Retries.of(() -> download(object.name(), file));
    }
    return new BlockFolder(folder);
  }

  private Path download(String object, Path file) {
    try (ObjectStream stream = from.get(object)) {
      Files.createDirectories(file.getParent());
      Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  /**
   * Copies a block into another bucket; what is there with the same size is not copied again, and
   * nothing is done where the other bucket has its meta.
   *
   * @return whether it had not
   * @throws ObjectNotFoundException if there is nothing of that name
   */
  public boolean replicate(Ulid block, Bucket to) {
    if (to.exists(block + "/" + BlockMeta.FILE)) {
      return false;
    }
    Map<String, Long> present = new HashMap<>();
    try (Stream<ListedObject> objects = to.objects(block + "/")) {
      objects.forEach(object -> present.put(object.name(), object.size()));
    }
    for (ListedObject object : objects(block)) {
      if (!Long.valueOf(object.size()).equals(present.get(object.name()))) {
        try (ObjectStream stream = from.get(object.name())) {
          to.put(object.name(), Content.of(stream), Condition.ANY);
        }
      }
    }
    return true;
  }
}
