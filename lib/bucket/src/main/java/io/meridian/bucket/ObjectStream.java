package io.meridian.bucket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * An object's bytes from its begin to its end. Reading throws {@link BucketException}s where the
 * store fails, and {@link CorruptObjectException} where the body ends before the object's size.
 */
public final class ObjectStream extends FilterInputStream {
  private final String bucket;
  private final ObjectInfo info;
  private long position;

  /**
   * A stream over a body.
   *
   * @param bucket what errors call the bucket
   * @param body closed with this
   */
  public ObjectStream(String bucket, ObjectInfo info, InputStream body) {
    super(body);
    this.bucket = bucket;
    this.info = info;
  }

  /** The object that is read. */
  public ObjectInfo info() {
    return info;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    int count;
    try {
      count = in.read(into, from, length);
    } catch (IOException e) {
      throw new BucketUnavailableException(
          place(), "the body broke off at byte " + position + " of " + info.size(), e);
    }
    if (count > 0) {
      position += count;
    }
    if (position > info.size() || (count < 0 && position < info.size())) {
      throw new CorruptObjectException(
          place(), "expected " + info.size() + " bytes, the body ended or went on at " + position);
    }
    return count;
  }

  @Override
  public long skip(long bytes) {
    long skipped = 0;
    byte[] waste = new byte[Math.clamp(bytes, 0, 1 << 13)];
    while (skipped < bytes) {
      int count = read(waste, 0, (int) Math.min(waste.length, bytes - skipped));
      if (count < 0) {
        break;
      }
      skipped += count;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Reads everything, if that is no more than {@code limit} bytes. */
  byte[] readWhole(int limit) {
    if (info.size() > limit) {
      throw new CorruptObjectException(
          place(), "expected at most " + limit + " bytes, it has " + info.size());
    }
    byte[] whole = new byte[(int) info.size()];
    int filled = 0;
    while (filled < whole.length) {
      filled += read(whole, filled, whole.length - filled);
    }
    if (read() >= 0) {
      throw new CorruptObjectException(place(), "it goes on behind its " + info.size() + " bytes");
    }
    return whole;
  }

  private Place place() {
    return new Place(bucket, info.name(), Operation.GET);
  }

  @Override
  public void close() {
    try {
      super.close();
    } catch (IOException e) {
      throw new BucketUnavailableException(place(), "closing the body failed", e);
    }
  }
}
