package io.meridian.cli.all;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.querier.QuerierSettings;
import io.meridian.querier.QuerySettings;
import io.meridian.querier.WebSection;
import io.meridian.receiver.ReceiverSettings;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import io.meridian.service.grpc.InProcess;
import io.meridian.service.process.GrpcSection;
import io.meridian.service.process.HttpSection;
import io.meridian.service.process.LogSection;
import io.meridian.service.process.ObjstoreSection;
import io.meridian.service.process.TracingSection;
import io.meridian.service.tenant.TenantSettings;
import io.meridian.storegateway.StoreGatewaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line and configuration file of all services in one process. Whatever stands in no
 * section here has the service's own default.
 */
public record AllSettings(
    HttpSection http,
    GrpcSection grpc,
    ReceiverSettings.RemoteWrite remoteWrite,
    Data data,
    ReceiverSettings.Receive receive,
    TenantSettings tenant,
    ObjstoreSection objstore,
    QuerySettings query,
    WebSection web,
    LogSection log,
    TracingSection tracing) {

  /** What is kept, and where. */
  public record Data(
      @Flag(value = "data-dir", help = "Folder of everything; nothing else is written.")
          @Default("./data")
          Path folder,
      @Flag(value = "replica", help = "The name of this process in blocks: receive_replica.")
          @Default("all-0")
          String replica,
      @Flag(
              value = "hops.grpc",
              help = "Has the services ask each other by gRPC over loopback, not in memory.")
          @Default("false")
          boolean hopsByGrpc,
      @Flag(value = "tsdb.retention", help = "How long blocks stay beside the bucket's copy.")
          @Default("1d")
          Duration retention,
      @Flag(
              value = "tsdb.cut-on-shutdown",
              help = "Cuts and ships everything at the end, where the folder is not kept.")
          @Default("false")
          boolean cutOnShutdown,
      @Flag(value = "sync-block-duration", help = "How often the bucket is looked at.")
          @Default("1m")
          Duration look) {
    public Data {
      if (replica.isBlank() || replica.contains("\"")) {
        throw new InvalidValueException("replica", "is \"" + replica + "\"", "write a plain name");
      }
    }

    Path receiver() {
      return folder.resolve("receiver");
    }

    Path gateway() {
      return folder.resolve("store-gateway");
    }

    /** The bucket where no other is named. */
    public Path bucket() {
      return folder.resolve("bucket");
    }
  }

  /** The receiver's part of these. */
  ReceiverSettings receiver(List<ConfigProblem> warnings) {
    List<String> flags = new ArrayList<>(common("receiver"));
    flags.add("--tsdb.path=" + data.receiver());
    flags.add("--tsdb.retention=" + data.retention().toMillis() + "ms");
    flags.add("--label=receive_replica=\"" + data.replica() + "\"");
    if (data.cutOnShutdown()) {
      flags.add("--tsdb.cut-on-shutdown");
    }
    ReceiverSettings usual = read(ReceiverSettings.class, flags, warnings);
    return new ReceiverSettings(
        usual.http(),
        usual.grpc(),
        remoteWrite,
        usual.tsdb(),
        receive,
        usual.ring(),
        tenant,
        usual.objstore(),
        log,
        usual.tracing(),
        usual.labels());
  }

  /** The store gateway's part. */
  StoreGatewaySettings gateway(List<ConfigProblem> warnings) {
    List<String> flags = new ArrayList<>(common("store-gateway"));
    flags.add("--data-dir=" + data.gateway());
    flags.add("--sync-block-duration=" + data.look().toMillis() + "ms");
    return read(StoreGatewaySettings.class, flags, warnings);
  }

  /** The querier's part. */
  QuerierSettings querier(List<ConfigProblem> warnings) {
    QuerierSettings usual = read(QuerierSettings.class, List.of(), warnings);
    return new QuerierSettings(
        http, grpc, usual.fleet(), query, usual.tenant(), web, log, usual.tracing());
  }

  /**
   * Opens the bucket.
   *
   * @param warnings takes what in its configuration has no effect
   */
  public Bucket openBucket(List<ConfigProblem> warnings) throws IOException {
    Optional<Bucket> named = objstore.read(warnings).map(ObjectStoreConfig::open);
    return named.isPresent()
        ? named.get()
        : FilesystemBucket.open(Files.createDirectories(data.bucket()));
  }

  /** What the services that use the bucket have in common. */
  private List<String> common(String service) {
    String place = data.hopsByGrpc() ? "127.0.0.1:0" : InProcess.address(service);
    List<String> flags = new ArrayList<>(List.of("--grpc-address=" + place));
    objstore.config().ifPresent(yaml -> flags.add("--objstore.config=" + yaml.reveal()));
    objstore.configFile().ifPresent(file -> flags.add("--objstore.config-file=" + file));
    if (flags.size() == 1) {
      flags.add(
          "--objstore.config={type: FILESYSTEM, config: {directory: '%s'}}"
              .formatted(data.bucket().toString().replace("'", "''")));
    }
    return flags;
  }

  private static <T extends Record> T read(
      Class<T> type, List<String> flags, List<ConfigProblem> warnings) {
    return switch (new FlagSet<>(type).read(flags)) {
      case Request.Run<T>(var settings, var said) -> {
        warnings.addAll(said);
        yield settings;
      }
      case Request.Check<T>(var settings, _) -> settings;
      case Request.Help<T> _ -> throw new IllegalStateException("no help was asked for");
    };
  }
}
