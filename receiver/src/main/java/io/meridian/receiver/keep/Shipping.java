package io.meridian.receiver.keep;

import io.meridian.blocks.BlockUpload;
import io.meridian.blocks.Shipper;
import io.meridian.bucket.Bucket;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;

/** Sends the blocks of all tenants to a bucket. For one thread. */
final class Shipping {
  private final Supplier<SampleStore> store;
  private final Disk disk;
  private final BlockUpload upload;

  Shipping(Supplier<SampleStore> store, Disk disk, Bucket bucket, InstantSource clock) {
    this.store = store;
    this.disk = disk;
    this.upload = new BlockUpload(bucket, clock, false);
  }

  private Shipper shipper(String tenant) {
    return new Shipper(store.get().folder(tenant), disk, upload);
  }

  /** Sends what a tenant has and was not sent. */
  Shipper.Round ship(String tenant) {
    return shipper(tenant).ship();
  }

  /** A tenant's blocks that are in the bucket. */
  Set<Ulid> shipped(String tenant) {
    return shipper(tenant).shipped();
  }
}
