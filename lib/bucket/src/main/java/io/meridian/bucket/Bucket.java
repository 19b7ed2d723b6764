package io.meridian.bucket;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Objects under names. Safe for use by many threads; every call blocks until it is done.
 *
 * <p>A name is parts separated by slashes, such as {@code 01KE…/chunks/000001}: not empty, at most
 * 1,024 bytes, no part empty, {@code .} or {@code ..}, no control characters. Names are sorted as
 * UTF-8 bytes. There are no folders: what a listing shows as one is a common prefix.
 *
 * <p>An object is seen whole or not at all, and what was put is seen by every read and listing that
 * begins later. Errors are {@link BucketException}s; each says whether the same call may succeed
 * later. A thread that is interrupted while it waits gets a {@link BucketUnavailableException} and
 * keeps its interrupt.
 */
public interface Bucket extends AutoCloseable {
  /** What errors call this bucket, such as {@code s3://metrics/prod}. */
  String name();

  /**
   * Opens an object for reading from its begin to its end.
   *
   * @throws ObjectNotFoundException if there is none
   */
  ObjectStream get(String object);

  /**
   * Reads a part of an object.
   *
   * @param offset the first byte
   * @param length how many bytes; 0 reads nothing, not even whether the object is there
   * @return exactly {@code length} bytes, which may be shared: not to be written to
   * @throws ObjectNotFoundException if there is no such object
   * @throws CorruptObjectException if the object ends before the range does
   */
  byte[] getRange(String object, long offset, int length);

  /**
   * Reads a part of an object, as {@link #getRange(String, long, int)}, of which more will probably
   * be asked for soon: who keeps what was read may read what lies around it along.
   *
   * @param from where that may begin, at most {@code offset}
   * @param to where it may end: not before the range does, not behind the object's end
   */
  default byte[] getRange(String object, long offset, int length, long from, long to) {
    return getRange(object, offset, length);
  }

  /**
   * What is known of an object without reading it.
   *
   * @throws ObjectNotFoundException if there is none
   */
  ObjectInfo head(String object);

  /**
   * Writes an object; it replaces one of the same name if the condition allows that. After any
   * failure the object is what it was before, or, where the answer was lost, the new one.
   *
   * @return the version that was written, for {@link Condition.Matching}
   * @throws PreconditionFailedException if the condition does not hold; nothing was written
   * @throws BucketRejectedException if the store cannot do conditional writes
   */
  String put(String object, Content content, Condition condition);

  /** A page of the objects, and of the common prefixes if asked, in the order of their names. */
  Listing list(ListRequest request);

  /** Deletes an object; nothing happens if there is none. */
  void delete(String object);

  /** Drops what is kept in memory of an object, because what was read of it proved damaged. */
  default void forget(String object) {}

  /** Frees connections and threads; calls after it fail. */
  @Override
  void close();

  /** Writes an object whether there is one or not. */
  default String put(String object, byte[] content) {
    return put(object, Content.of(content), Condition.ANY);
  }

  /** Whether there is an object of that name. */
  default boolean exists(String object) {
    try {
      head(object);
      return true;
    } catch (ObjectNotFoundException e) {
      return false;
    }
  }

  /**
   * Reads a whole object that is expected to be small. Where the store's version of it is an MD5,
   * bytes that have another one are read again.
   *
   * @param limit the most bytes to accept
   * @throws CorruptObjectException if the object is larger, or shorter than it is said to be, or
   *     other bytes come each time
   */
  default byte[] getAll(String object, int limit) {
    return new WholeObject(this, object, limit).read();
  }

  /**
   * All objects whose names begin with {@code prefix}, page by page as the stream is pulled. Errors
   * come out of the pulling.
   */
  default Stream<ListedObject> objects(String prefix) {
    return pages(ListRequest.all(prefix)).flatMap(page -> page.objects().stream());
  }

  /**
   * The common prefixes up to the next slash after {@code prefix}, each with its slash: what a file
   * system would call the folders in a folder.
   */
  default Stream<String> folders(String prefix) {
    return pages(ListRequest.level(prefix)).flatMap(page -> page.prefixes().stream());
  }

  private Stream<Listing> pages(ListRequest first) {
    return Stream.iterate(
            Optional.of(list(first)),
            Optional::isPresent,
            page -> page.flatMap(Listing::next).map(token -> list(first.after(token))))
        .flatMap(Optional::stream);
  }
}
