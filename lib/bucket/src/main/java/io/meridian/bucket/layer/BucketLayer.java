package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.Listing;
import io.meridian.bucket.ObjectInfo;
import io.meridian.bucket.ObjectStream;

/** A bucket that hands everything on; a layer says what it does otherwise. */
public abstract class BucketLayer implements Bucket {
  private final Bucket below;

  /** A layer over a bucket, which belongs to it from now on. */
  protected BucketLayer(Bucket below) {
    this.below = below;
  }

  @Override
  public final String name() {
    return below.name();
  }

  @Override
  public ObjectStream get(String object) {
    return below.get(object);
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    return below.getRange(object, offset, length);
  }

  @Override
  public ObjectInfo head(String object) {
    return below.head(object);
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    return below.put(object, content, condition);
  }

  @Override
  public Listing list(ListRequest request) {
    return below.list(request);
  }

  @Override
  public void delete(String object) {
    below.delete(object);
  }

  @Override
  public void forget(String object) {
    below.forget(object);
  }

  @Override
  public void close() {
    below.close();
  }
}
