package io.meridian.storeapi.serve;

import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.Ulid;

/** A block that others keep open. */
record OpenBlock(BlockReader reader) implements ServableBlock, ServableBlock.Lease {
  @Override
  public Ulid ulid() {
    return reader.meta().ulid();
  }

  @Override
  public long minTime() {
    return reader.meta().minTime();
  }

  @Override
  public long maxTime() {
    return reader.meta().maxTime();
  }

  @Override
  public long resolution() {
    return reader.meta().resolution();
  }

  @Override
  public Lease open(CallUse use) {
    return this;
  }

  @Override
  public void failed(RuntimeException cause) {}

  @Override
  public void close() {}
}
