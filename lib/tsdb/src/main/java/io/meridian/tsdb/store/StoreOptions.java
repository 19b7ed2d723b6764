package io.meridian.tsdb.store;

import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.LateLabel;
import io.meridian.tsdb.head.HeadOptions;
import io.meridian.tsdb.wal.LogOptions;
import java.time.Duration;
import java.util.function.Consumer;

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
 * @param labelsLate whether blocks of late samples get {@link LateLabel} among their external
 *     labels, without which compactors that expect no overlaps halt at them
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
    Duration idle,
    boolean labelsLate) {
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
        Duration.ofHours(1),
        true);
  }

  public StoreOptions {
    if (window.isNegative() || tenantLabel.isEmpty()) {
      throw new IllegalArgumentException(
          "a store needs a window and the name of a label, not %s and \"%s\""
              .formatted(window, tenantLabel));
    }
  }

  public StoreOptions withLog(LogOptions options) {
    return changed(draft -> draft.log = options);
  }

  public StoreOptions withHead(HeadOptions options) {
    return changed(draft -> draft.head = options);
  }

  public StoreOptions withWindow(Duration duration) {
    return changed(draft -> draft.window = duration);
  }

  public StoreOptions withTenantLabel(String name) {
    return changed(draft -> draft.tenantLabel = name);
  }

  public StoreOptions withLogBytes(long bytes) {
    return changed(draft -> draft.logBytes = bytes);
  }

  public StoreOptions withIdle(Duration duration) {
    return changed(draft -> draft.idle = duration);
  }

  public StoreOptions withLateLabel(boolean given) {
    return changed(draft -> draft.labelsLate = given);
  }

  private StoreOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new StoreOptions(
        draft.log,
        draft.head,
        block,
        draft.window,
        external,
        draft.tenantLabel,
        clusterLabel,
        replicaLabel,
        draft.logBytes,
        draft.idle,
        draft.labelsLate);
  }

  /** What changed options will have. */
  private static final class Draft {
    private LogOptions log;
    private HeadOptions head;
    private Duration window;
    private String tenantLabel;
    private long logBytes;
    private Duration idle;
    private boolean labelsLate;

    Draft(StoreOptions of) {
      log = of.log;
      head = of.head;
      window = of.window;
      tenantLabel = of.tenantLabel;
      logBytes = of.logBytes;
      idle = of.idle;
      labelsLate = of.labelsLate;
    }
  }
}
