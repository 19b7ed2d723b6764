package io.meridian.receiver.message;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.meridian.tsdb.ingest.MetadataColumns;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.charset.StandardCharsets;

/**
 * What a request says of metrics, as {@code prometheus.MetricMetadata} of remote write 1.0. It
 * belongs where a series would that has nothing but the metric's name. For one thread.
 */
public final class MetricMessage {
  private static final byte[] NAME = "__name__".getBytes(StandardCharsets.UTF_8);
  private static final byte END = (byte) 0xff;
  private static final int BYTES = 2;

  private static final byte TYPE_TAG = 0x08;
  private static final byte FAMILY_TAG = 0x12;
  private static final byte HELP_TAG = 0x22;
  private static final byte UNIT_TAG = 0x2a;

  private final Bytes text = new Bytes();

  /**
   * The hash that places an entry, as {@link SeriesLabels#read} places series.
   *
   * @param tenant in UTF-8
   */
  public long hash(byte[] tenant, WriteBatch batch, int entry) {
    MetadataColumns metadata = batch.metadata();
    text.clear().add(tenant, 0, tenant.length).add(END);
    text.add(NAME, 0, NAME.length).add(END);
    text.add(batch.labelBytes(), metadata.familyFrom(entry), metadata.familyTo(entry)).add(END);
    return XxHash64JavaHasher.hash(text.array(), 0, text.size(), 0);
  }

  /** Prepares an entry to be written. */
  public void read(WriteBatch batch, int entry) {
    MetadataColumns metadata = batch.metadata();
    byte[] bytes = batch.labelBytes();
    text.clear();
    text.add(TYPE_TAG).addVarint(metadata.type(entry));
    add(FAMILY_TAG, bytes, metadata.familyFrom(entry), metadata.familyTo(entry));
    add(HELP_TAG, bytes, metadata.helpFrom(entry), metadata.helpTo(entry));
    add(UNIT_TAG, bytes, metadata.unitFrom(entry), metadata.unitTo(entry));
  }

  private void add(byte tag, byte[] bytes, int from, int to) {
    if (to > from) {
      text.add(tag).addVarint(to - from).add(bytes, from, to);
    }
  }

  /**
   * Writes the entry that was read.
   *
   * @param field the number that it has in its message
   */
  public void write(int field, Bytes into) {
    into.addVarint((long) field << 3 | BYTES).addVarint(text.size());
    into.add(text.array(), 0, text.size());
  }
}
