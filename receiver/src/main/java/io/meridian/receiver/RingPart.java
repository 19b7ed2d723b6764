package io.meridian.receiver;

import io.meridian.cluster.ring.TenantRings;
import io.meridian.receiver.replication.PeerStats;
import io.meridian.receiver.replication.ReplicationOptions;
import io.meridian.receiver.replication.RingTarget;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.lifecycle.Part;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A receiver's place in its ring, from the start of the process to its end. */
final class RingPart implements Part, WriteTarget {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final RingTarget ring;
  private final TenantRings atFirst;

  /**
   * A place in a ring.
   *
   * @param here keeps what belongs here
   * @param spools a folder for what peers missed
   */
  RingPart(ReceiverConfig.Ring config, WriteTarget here, Disk disk, Path spools) {
    this.atFirst = config.rings();
    this.ring =
        new RingTarget(
            here,
            config.localEndpoint(),
            config.bothOfTwo(),
            disk,
            spools,
            address -> dial(config, address),
            ReplicationOptions.DEFAULT);
  }

  private static RpcChannel dial(ReceiverConfig.Ring config, String address) {
    RpcChannel.Builder channel = RpcChannel.to(address).connectTimeout(CONNECT);
    config.tls().ifPresent(channel::tls);
    return channel.open();
  }

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public void start() {
    ring.reload(atFirst);
  }

  @Override
  public void stop() {
    ring.close();
  }

  /** Writes by other rings from now on. */
  void reload(TenantRings rings) {
    ring.reload(rings);
  }

  @Override
  public WriteReport write(WriteOrigin origin, WriteBatch batch, SeriesLimits limits)
      throws InterruptedException {
    return ring.write(origin, batch, limits);
  }

  List<PeerStats> peers() {
    return ring.peers();
  }
}
