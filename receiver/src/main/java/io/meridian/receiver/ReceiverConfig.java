package io.meridian.receiver;

import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.cluster.ring.TenantRings;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.receiver.relabel.SeriesRules;
import io.meridian.receiver.write.LimitsConfig;
import io.meridian.service.process.RpcPlace;
import io.meridian.service.process.ServicePort;
import io.meridian.service.tls.ClientTls;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.wal.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A receiver.
 *
 * @param remoteWrite where it takes samples in
 * @param grpc where it answers queriers
 * @param external the labels of everything that leaves it; with a bucket {@value #REPLICA} is among
 *     them, as blocks of two receivers that hold the same series are told apart by it
 * @param tenantLabel the label by which blocks and answers say whose samples they have
 * @param replicaHeader the header that says which copy of a request one is
 * @param bucket where blocks go; if there is none they stay here until they are over age
 * @param rules what becomes of series at the door; if there are none they stay as they are
 * @param ring who else keeps series; if there is none, all that is taken is kept here
 */
public record ReceiverConfig(
    ServicePort remoteWrite,
    RpcPlace grpc,
    Store store,
    Labels external,
    String tenantLabel,
    String replicaHeader,
    Optional<ObjectStoreConfig> bucket,
    LimitsConfig limits,
    Optional<SeriesRules> rules,
    Optional<Ring> ring) {
  /** The label by which a receiver's own data is known. */
  public static final String REPLICA = "receive_replica";

  public ReceiverConfig {
    if (bucket.isPresent() && external.get(REPLICA).isEmpty()) {
      throw new InvalidRequestException(
          "blocks are not shipped without a label of this receiver's own: two receivers of one"
              + " ring would write blocks that look like one; give --label %s=\"…\", another value"
                  .formatted(REPLICA)
              + " for each receiver");
    }
    if (external.get(tenantLabel).isPresent()) {
      throw new InvalidRequestException(
          "the label %s names the tenant and cannot be an external label, too; choose another name"
              .formatted(tenantLabel));
    }
  }

  /**
   * Where series belong.
   *
   * @param rings at the start of the process
   * @param localEndpoint how they call this receiver; if they do not, it only sends on
   * @param bothOfTwo whether of two copies both are needed for a quorum
   * @param tls how other receivers are spoken to; in the clear if empty
   */
  public record Ring(
      TenantRings rings,
      Optional<String> localEndpoint,
      boolean bothOfTwo,
      Optional<ClientTls> tls) {}

  /**
   * What is kept here, and how.
   *
   * @param folder of log and blocks
   * @param retention how long after its end a block stays; zero for ever
   * @param outOfOrder how long after its end a range is cut into a block, which is how far series
   *     may lag behind without costing blocks of their own
   * @param ahead how far in the future a sample may be
   * @param exemplars how many are kept for each tenant
   * @param sync when the log survives a loss of power
   * @param cutsAtEnd whether all samples are cut and shipped when the process ends
   * @param blocks which chunks blocks have: with start timestamps they are nothing for Thanos
   * @param labelsLate whether blocks of late samples get a label that keeps them apart
   * @param largestRequest bytes of a request, as it comes and decompressed, each
   * @param mostTenants how many tenants may be made by writing
   */
  public record Store(
      Path folder,
      Duration retention,
      Duration outOfOrder,
      Duration ahead,
      int exemplars,
      SyncPolicy sync,
      boolean cutsAtEnd,
      ChunkFormat blocks,
      boolean labelsLate,
      int largestRequest,
      int mostTenants) {
    /** The defaults in a folder. */
    public static Store in(Path folder) {
      return new Store(
          folder,
          Duration.ofDays(15),
          Duration.ofHours(3),
          Duration.ofMinutes(10),
          10_000,
          new SyncPolicy.EveryInterval(Duration.ofMillis(100)),
          false,
          ChunkFormat.COMPATIBLE,
          true,
          32 << 20,
          10_000);
    }
  }
}
