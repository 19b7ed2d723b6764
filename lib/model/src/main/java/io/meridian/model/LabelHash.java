package io.meridian.model;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import java.nio.charset.StandardCharsets;

/**
 * Hashes of label sets. Those that other programs compute too are xxHash64 with seed 0 over each
 * name and value followed by a byte 0xff, which no UTF-8 contains. Reuses its memory; not safe for
 * use by more than one thread at a time.
 */
public final class LabelHash {
  private static final byte END = (byte) 0xff;

  private final LabelBytes text = new LabelBytes();
  private final LabelBytes selected = new LabelBytes();

  /**
   * The hash that places a series on a hashring: {@code tenant 0xff (name 0xff value 0xff)*}. A
   * ring hashes labels in the order received; a packed set has them sorted, as senders are told to
   * send them.
   *
   * @param tenant the tenant's name in UTF-8
   */
  public long ofSeries(byte[] tenant, byte[] packed, int from, int to) {
    text.clear().add(tenant, 0, tenant.length).add(END);
    addLabels(packed, from, to);
    return hashOfText();
  }

  /** The same for a tenant's name as text. */
  public long ofSeries(String tenant, Labels labels) {
    return ofSeries(
        tenant.getBytes(StandardCharsets.UTF_8), labels.packed(), 0, labels.packed().length);
  }

  /**
   * The hash that assigns a series to a shard: {@code (name 0xff value 0xff)*} of some labels. The
   * series belongs to the shard whose index is the hash, unsigned, modulo the number of shards.
   *
   * @param included whether the names are those of the labels that count, or of those that do not
   */
  public long ofShard(LabelNames names, boolean included, byte[] packed, int from, int to) {
    text.clear();
    names.select(included, packed, from, to, selected.clear());
    addLabels(selected.bytes(), 0, selected.length());
    return hashOfText();
  }

  private void addLabels(byte[] packed, int from, int to) {
    for (int at = from; at < to; ) {
      int length = PackedLabels.length(packed, at);
      int stringFrom = at + PackedLabels.lengthSize(length);
      at = stringFrom + length;
      text.add(packed, stringFrom, at).add(END);
    }
  }

  private long hashOfText() {
    return XxHash64JavaHasher.hash(text.bytes(), 0, text.length(), 0);
  }

  /** A hash of a packed set for tables of our own; equal sets have equal hashes. */
  public static long of(byte[] packed, int from, int to) {
    return XxHash64JavaHasher.hash(packed, from, to - from, 0);
  }
}
