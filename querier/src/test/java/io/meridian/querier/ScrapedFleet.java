package io.meridian.querier;

import io.grpc.Channel;
import io.grpc.ServerServiceDefinition;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.SampleBuffer;
import io.meridian.querier.read.SeriesMessage;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.RpcServer;
import io.meridian.storeapi.dial.AddressSource;
import io.meridian.storeapi.dial.Dialler;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.Endpoints;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.serve.BlockGroup;
import io.meridian.storeapi.serve.LiveStore;
import io.meridian.storeapi.serve.SeriesStore;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreServer;
import io.meridian.storeapi.serve.TenantStore;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What replicas of a scraper delivered, behind gRPC: a gateway has blocks of each replica,
 * receivers have what came later. A reference has all of it without a fleet.
 */
final class ScrapedFleet implements AutoCloseable {
  static final List<String> REPLICA_LABELS = List.of("replica", "receive_replica");

  private static final long BLOCK = 7_200_000;
  private static final String CLUSTER = "cluster";

  private final Path folder;
  private final long now;
  private final JoinedSource reference = new JoinedSource();
  private final Map<String, Map<Labels, SampleBuffer>> blocks = new TreeMap<>();
  private final Map<String, WriteRequest.Builder> received = new TreeMap<>();
  private final List<Runnable> opened = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> addresses = new ArrayList<>();
  private Optional<Endpoints> endpoints = Optional.empty();

  private record Connection(RpcChannel opened) implements Dialler.Connection {
    @Override
    public Channel channel() {
      return opened.channel();
    }

    @Override
    public void close() {
      opened.close();
    }
  }

  ScrapedFleet(Path folder, long now) {
    this.folder = folder;
    this.now = now;
  }

  /** Everything that is in the fleet, joined. */
  JoinedSource reference() {
    return reference;
  }

  /** Adds what a replica delivered; of the receivers each has what it has. */
  void add(Labels labels, String replica, Delivered delivered) {
    Labels known = LabelsBuilder.from(labels).set(CLUSTER, "eu").build();
    if (delivered.block().size() > 0) {
      blocks.computeIfAbsent(replica, _ -> new TreeMap<>()).put(labels, delivered.block());
      reference.add(known, delivered.block());
    }
    Labels sent =
        replica.isEmpty() ? known : LabelsBuilder.from(known).set("replica", replica).build();
    delivered
        .received()
        .forEach((receiver, samples) -> {
          if (samples.size() > 0) {
            received
                .computeIfAbsent(receiver, _ -> WriteRequest.newBuilder())
                .addTimeseries(SeriesMessage.of(sent, samples));
            reference.add(known, samples);
          }
        });
  }

  /** What blocks and receivers have of one replica's series. */
  record Delivered(SampleBuffer block, Map<String, SampleBuffer> received) {}

  /** Serves what was added; no more may be added then. */
  void serve() {
    ServeOptions options = ServeOptions.in(folder.resolve("sorting"));
    List<SeriesStore> groups = new ArrayList<>();
    blocks.forEach((replica, series) -> groups.add(group(replica, series)));
    if (!groups.isEmpty()) {
      listen(
          RpcServer.at(loopback()),
          new StoreServer("store", options, threads).stored(() -> groups));
    }
    received.forEach((receiver, request) -> {
      LiveStore store = receiver(receiver, request.build());
      listen(
          RpcServer.at(loopback()),
          new StoreServer("receive", options, threads).live(() -> List.of(store), _ -> List.of()));
    });
    Endpoints dialled =
        new Endpoints(
            addresses.stream().map(each -> AddressSource.of(List.of(each))).toList(),
            List.of(),
            to -> new Connection(RpcChannel.to(to).open()),
            InstantSource.system(),
            Endpoints.Timing.DEFAULT);
    opened.add(dialled::close);
    endpoints = Optional.of(dialled);
    for (int i = 0; i < 60 && dialled.usable().size() < addresses.size(); i++) {
      dialled.refresh();
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void listen(RpcServer.Builder builder, List<ServerServiceDefinition> services) {
    services.forEach(builder::service);
    RpcServer server = builder.start();
    opened.add(server::close);
    addresses.add("127.0.0.1:" + server.port());
  }

  private LiveStore receiver(String name, WriteRequest request) {
    Labels external = Labels.of("receive_replica", name);
    SampleStore store =
        SampleStore.open(
            Disk.local(),
            folder.resolve(name),
            StoreOptions.of(external),
            () -> Instant.ofEpochMilli(now),
            new SplittableRandom(1));
    opened.add(store::close);
    byte[] body = request.toByteArray();
    store.append("t", body, 0, body.length);
    return new TenantStore("t", external, store.source("t").orElseThrow());
  }

  /** Blocks of two hours, as a scraper's own store cuts them. */
  private SeriesStore group(String replica, Map<Labels, SampleBuffer> series) {
    Labels external = Labels.of(CLUSTER, "eu", "replica", replica);
    long first = Long.MAX_VALUE;
    long last = 0;
    for (SampleBuffer samples : series.values()) {
      first = Math.min(first, samples.time(0));
      last = Math.max(last, samples.time(samples.size() - 1));
    }
    UlidSource names =
        new UlidSource(
            InstantSource.fixed(Instant.ofEpochMilli(now)),
            new SplittableRandom(replica.hashCode()));
    List<BlockReader> readers = new ArrayList<>();
    for (long from = first - first % BLOCK; from <= last; from += BLOCK) {
      BlockReader reader = block(names.next(), external, series, from);
      opened.add(reader::close);
      readers.add(reader);
    }
    return BlockGroup.of(external, readers);
  }

  private BlockReader block(
      Ulid ulid, Labels external, Map<Labels, SampleBuffer> series, long from) {
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), folder, ulid, BlockWriter.Options.DEFAULT)) {
      series.forEach((labels, samples) -> {
        SampleBuffer in = new SampleBuffer();
        for (int i = 0; i < samples.size(); i++) {
          if (samples.time(i) >= from && samples.time(i) < from + BLOCK) {
            in.addAll(samples, i, i + 1);
          }
        }
        if (in.size() > 0) {
          writer.addSeries(labels.packed(), 0, labels.packed().length);
          new SeriesChunker(ChunkFormat.COMPATIBLE, BLOCK).chunk(in, writer::addChunk);
        }
      });
      writer.finish(
          new BlockMeta(
              ulid,
              from,
              from + BLOCK,
              BlockStats.EMPTY,
              Compaction.first(ulid),
              Optional.of(ThanosMeta.of(external, 0, ThanosMeta.SOURCE_COMPACTOR)),
              Map.of()));
    }
    return BlockReader.open(folder.resolve(ulid.toString()));
  }

  /** All of the fleet, replicas joined. */
  FleetSource source() {
    List<Endpoint> all = endpoints.orElseThrow().usable();
    return new FleetSource(
        () -> all,
        FleetQuery.withReplicaLabels(REPLICA_LABELS).strict(),
        new SortSpace(1 << 20, folder.resolve("space")));
  }

  @Override
  public void close() {
    opened.reversed().forEach(Runnable::run);
    threads.close();
  }
}
