package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.ObjectStream;
import io.meridian.bucket.Operation;
import io.meridian.bucket.Place;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
   * Copies a block into another bucket; what is there with the same size is not copied again, so a
   * copy that broke off goes on where it was, and nothing is done where the other bucket has its
   * meta. All sizes are held against the first bucket's before the meta is put.
   *
   * @return whether the other bucket had no meta
   * @throws ObjectNotFoundException if there is nothing of that name
   * @throws CorruptDataException if the other bucket has another size than what it was given
   */
  public boolean replicate(Ulid block, Bucket to) {
    if (to.exists(block + "/" + BlockMeta.FILE)) {
      return false;
    }
    List<ListedObject> objects = objects(block);
    Map<String, Long> present = sizes(block, to);
    for (ListedObject object : objects.subList(0, objects.size() - 1)) {
      if (!Long.valueOf(object.size()).equals(present.get(object.name()))) {
        copy(object.name(), to);
      }
    }
    ListedObject last = objects.getLast();
    verify(objects.subList(0, objects.size() - 1), sizes(block, to), to);
    copy(last.name(), to);
    return true;
  }

  private static Map<String, Long> sizes(Ulid block, Bucket bucket) {
    try (Stream<ListedObject> objects = bucket.objects(block + "/")) {
      return objects.collect(Collectors.toMap(ListedObject::name, ListedObject::size));
    }
  }

  private void copy(String object, Bucket to) {
    Retries.of(() -> {
      try (ObjectStream stream = from.get(object)) {
        return to.put(object, Content.of(stream), Condition.ANY);
      }
    });
  }

  private static void verify(List<ListedObject> objects, Map<String, Long> found, Bucket to) {
    for (ListedObject object : objects) {
      Long size = found.get(object.name());
      if (!Long.valueOf(object.size()).equals(size)) {
        throw new CorruptDataException(
            to.name() + "/" + object.name(),
            0,
            "expected " + object.size() + " bytes after copying, there are " + size);
      }
    }
  }
}
