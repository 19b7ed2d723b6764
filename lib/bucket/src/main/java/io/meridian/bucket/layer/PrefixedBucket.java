package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.Listing;
import io.meridian.bucket.ObjectInfo;
import io.meridian.bucket.ObjectStream;

/** The objects of a bucket whose names begin with a prefix, called by the rest of their names. */
public final class PrefixedBucket implements Bucket {
  private final Bucket below;
  private final String prefix;

  private PrefixedBucket(Bucket below, String prefix) {
    this.below = below;
    this.prefix = prefix;
  }

  /**
   * A part of a bucket, which is closed with it.
   *
   * @param prefix without a slash at its ends; empty for the bucket itself
   */
  public static Bucket of(Bucket below, String prefix) {
    return prefix.isEmpty() ? below : new PrefixedBucket(below, prefix + "/");
  }

  @Override
  public String name() {
    return below.name() + "/" + prefix.substring(0, prefix.length() - 1);
  }

  @Override
  public ObjectStream get(String object) {
    ObjectStream stream = below.get(prefix + object);
    return new ObjectStream(name(), stripped(stream.info()), stream);
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    return below.getRange(prefix + object, offset, length);
  }

  @Override
  public ObjectInfo head(String object) {
    return stripped(below.head(prefix + object));
  }

  private ObjectInfo stripped(ObjectInfo info) {
    return new ObjectInfo(
        info.name().substring(prefix.length()), info.size(), info.modified(), info.version());
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    return below.put(prefix + object, content, condition);
  }

  @Override
  public Listing list(ListRequest request) {
    Listing page =
        below.list(
            new ListRequest(
                prefix + request.prefix(), request.delimited(), request.token(), request.limit()));
    return new Listing(
        page.objects().stream().map(this::stripped).toList(),
        page.prefixes().stream().map(each -> each.substring(prefix.length())).toList(),
        page.next());
  }

  private ListedObject stripped(ListedObject object) {
    return new ListedObject(
        object.name().substring(prefix.length()), object.size(), object.modified());
  }

  @Override
  public void delete(String object) {
    below.delete(prefix + object);
  }

  @Override
  public void forget(String object) {
    below.forget(prefix + object);
  }

  @Override
  public void close() {
    below.close();
  }
}
