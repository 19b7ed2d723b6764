package io.meridian.tsdb.store;

import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.head.HeadOptions;
import io.meridian.tsdb.wal.LogOptions;
import java.time.Duration;

/**
 * How a store works.
 *
 * @param log how the log is written, and when it is durable
 * @param head how each tenant's head works
 * @param block how blocks are written
 * @param window how long after its end a range is cut into a block; samples for it are taken until
 *     then
 * @param external what blocks say of where they come from, the receiver's own label among them
 * @param tenantLabel the name of the label by which blocks say whose they are
 * @param clusterLabel the label that names the cluster a series comes from
 * @param replicaLabel the label that tells replicas of a sender apart
 * @param logBytes by how much the log grows at least before a checkpoint replaces it; by more, up
 *     to eight times as much, where the checkpoint before was larger than that
 * @param idle how long a tenant is not written to before its memory and files are given back
 */
public record StoreOptions(
    LogOptions log,
    HeadOptions head,
    BlockWriter.Options block,
    Duration window,
    Labels external,
    String tenantLabel,
    String clusterLabel,
    String replicaLabel,
    long logBytes,
    Duration idle) {
  /** The defaults of log, head and blocks; ranges are cut three hours after their end. */
  public static StoreOptions of(Labels external) {
    return new StoreOptions(
        LogOptions.DEFAULT,
        HeadOptions.DEFAULT,
        BlockWriter.Options.DEFAULT,
        Duration.ofHours(3),
        external,
        "tenant_id",
        "cluster",
        "prometheus_replica",
        512L << 20,
        Duration.ofHours(1));
  }

  public StoreOptions {
    if (window.isNegative() || tenantLabel.isEmpty()) {
      throw new IllegalArgumentException(
          "a store needs a window and the name of a label, not %s and \"%s\""
              .formatted(window, tenantLabel));
    }
  }

  public StoreOptions withLog(LogOptions options) {
    return new StoreOptions(
        options,
        head,
        block,
        window,
        external,
        tenantLabel,
        clusterLabel,
        replicaLabel,
        logBytes,
        idle);
  }

  public StoreOptions withHead(HeadOptions options) {
    return new StoreOptions(
        log,
        options,
        block,
        window,
        external,
        tenantLabel,
        clusterLabel,
        replicaLabel,
        logBytes,
        idle);
  }

  public StoreOptions withWindow(Duration duration) {
    return new StoreOptions(
        log,
        head,
        block,
        duration,
        external,
        tenantLabel,
        clusterLabel,
        replicaLabel,
        logBytes,
        idle);
  }

  public StoreOptions withTenantLabel(String name) {
    return new StoreOptions(
        log, head, block, window, external, name, clusterLabel, replicaLabel, logBytes, idle);
  }

  public StoreOptions withLogBytes(long bytes) {
    return new StoreOptions(
        log, head, block, window, external, tenantLabel, clusterLabel, replicaLabel, bytes, idle);
  }

  public StoreOptions withIdle(Duration duration) {
    return new StoreOptions(
        log,
        head,
        block,
        window,
        external,
        tenantLabel,
        clusterLabel,
        replicaLabel,
        logBytes,
        duration);
  }
}
