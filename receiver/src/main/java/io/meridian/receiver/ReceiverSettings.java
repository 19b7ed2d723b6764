package io.meridian.receiver;

import io.meridian.config.ConfigProblem;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.model.Labels;
import io.meridian.receiver.relabel.SeriesRules;
import io.meridian.receiver.write.LimitsConfig;
import io.meridian.service.flag.FileKey;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.IgnoredFlag;
import io.meridian.service.flag.RefusedFlag;
import io.meridian.service.flag.TextOrFile;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.process.GrpcSection;
import io.meridian.service.process.HttpSection;
import io.meridian.service.process.LogSection;
import io.meridian.service.process.ObjstoreSection;
import io.meridian.service.process.ServicePort;
import io.meridian.service.process.TracingSection;
import io.meridian.service.relabel.Relabelling;
import io.meridian.service.tenant.TenantSettings;
import io.meridian.service.tls.ServerTlsFiles;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.wal.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command line and configuration file of a receiver; flags have Thanos' names. */
@IgnoredFlag(name = "hash-func", instead = "files are held against their sizes when shipped")
@IgnoredFlag(
    name = "shipper.allow-out-of-order-uploads",
    isBoolean = true,
    instead = "a block that cannot be shipped keeps no other back")
@IgnoredFlag(
    name = "shipper.skip-corrupted-blocks",
    isBoolean = true,
    instead = "a block that cannot be shipped keeps no other back")
@IgnoredFlag(name = "shipper.upload-concurrency", instead = "files are sent one by one")
public record ReceiverSettings(
    HttpSection http,
    GrpcSection grpc,
    RemoteWrite remoteWrite,
    Tsdb tsdb,
    Receive receive,
    RingSettings ring,
    TenantSettings tenant,
    ObjstoreSection objstore,
    LogSection log,
    TracingSection tracing,
    @Flag(value = "label", help = "An external label, name=\"value\"; repeatable.")
        List<String> labels) {

  public ReceiverSettings {
    labels = List.copyOf(labels);
    ExternalLabels.parse("labels", labels);
  }

  /** The port of remote write. */
  @IgnoredFlag(name = "remote-write.server-tls-min-version", unless = "1.3", instead = "1.3")
  public record RemoteWrite(
      @Flag(value = "remote-write.address", help = "Where samples are taken in.")
          @Default("0.0.0.0:19291")
          String address,
      @Flag(value = "remote-write.server-tls-cert", help = "Certificate of that port, PEM.")
          Optional<Path> tlsCert,
      @Flag(value = "remote-write.server-tls-key", help = "Its key, a PEM file.")
          Optional<Path> tlsKey,
      @Flag(value = "remote-write.server-tls-client-ca", help = "Authorities of clients.")
          Optional<Path> tlsClientCa,
      @Flag(
              value = "remote-write.max-request-bytes",
              help = "Largest request, as it comes and decompressed.")
          @Default("33554432")
          int maxRequestBytes) {
    public RemoteWrite {
      ListenAddress.parse("address", address);
      new ServerTlsFiles(tlsCert, tlsKey, tlsClientCa).check("tls_");
      if (maxRequestBytes < 1 << 16) {
        throw new InvalidValueException(
            "max_request_bytes", "is " + maxRequestBytes, "allow 64 KiB at least");
      }
    }

    private ServerTlsFiles files() {
      return new ServerTlsFiles(tlsCert, tlsKey, tlsClientCa);
    }
  }

  /** When the log survives a loss of power. */
  public enum Sync {
    /** A tenth of a second after a request is answered. */
    INTERVAL,
    /** Before a request is answered. */
    REQUEST
  }

  /** What is kept, and how. */
  @IgnoredFlag(name = "tsdb.min-block-duration", unless = "2h", instead = "blocks are of two hours")
  @IgnoredFlag(name = "tsdb.max-block-duration", unless = "2h", instead = "blocks are of two hours")
  @IgnoredFlag(name = "tsdb.wal-compression", isBoolean = true, instead = "the log is as it is")
  @IgnoredFlag(name = "tsdb.no-lockfile", isBoolean = true, instead = "a lock is held")
  @IgnoredFlag(
      name = "tsdb.allow-overlapping-blocks",
      isBoolean = true,
      unless = "true",
      instead = "blocks may overlap")
  @IgnoredFlag(
      name = "tsdb.enable-native-histograms",
      isBoolean = true,
      unless = "true",
      instead = "native histograms are always taken")
  @IgnoredFlag(
      name = "tsdb.memory-snapshot-on-shutdown",
      isBoolean = true,
      unless = "true",
      instead = "a snapshot is always written")
  @IgnoredFlag(name = "tsdb.out-of-order.cap-max", instead = "chunks have up to 120 samples")
  @IgnoredFlag(name = "tsdb.write-queue-size", instead = "full chunks are written at once")
  @RefusedFlag(
      name = "tsdb.max-retention-bytes",
      unless = "0",
      because = "blocks are deleted by age alone",
      remedy = "choose a shorter --tsdb.retention")
  public record Tsdb(
      @Flag(value = "tsdb.path", help = "Folder of log and blocks.") @Default("./data") Path path,
      @Flag(value = "tsdb.retention", help = "How long blocks stay here; 0d for ever.")
          @Default("15d")
          Duration retention,
      @Flag(
              value = "tsdb.out-of-order.time-window",
              help = "How far series may lag behind without blocks of their own.")
          @Default("3h")
          Duration outOfOrderWindow,
      @Flag(
              value = "tsdb.too-far-in-future.time-window",
              help = "How far in the future a sample may be.")
          @Default("10m")
          Duration tooFarInFutureWindow,
      @Flag(value = "tsdb.max-exemplars", help = "How many exemplars a tenant has.")
          @Default("10000")
          int maxExemplars,
      @Flag(value = "tsdb.sync", help = "When the log is durable: interval (0.1 s), request.")
          @Default("interval")
          Sync sync,
      @Flag(
              value = "tsdb.cut-on-shutdown",
              help = "Cuts and ships all at the end, for a folder that is not kept.")
          @Default("false")
          boolean cutOnShutdown,
      @Flag(
              value = "tsdb.start-timestamps-in-blocks",
              help = "Blocks keep start timestamps, in chunks that Thanos does not read.")
          @Default("false")
          boolean startTimestampsInBlocks,
      @Flag(
              value = "tsdb.label-late-blocks",
              help = "Late samples' blocks get a label, so that compactors see no overlap.")
          @Default("true")
          boolean labelLateBlocks) {
    public Tsdb {
      requirePositive("retention", retention);
      requirePositive("out_of_order_window", outOfOrderWindow);
      requirePositive("too_far_in_future_window", tooFarInFutureWindow);
      if (maxExemplars < 0) {
        throw new InvalidValueException("max_exemplars", "is " + maxExemplars, "write 0 for none");
      }
    }

    private static void requirePositive(String key, Duration value) {
      if (value.isNegative()) {
        throw new InvalidValueException(key, "is negative: " + value, "write 0s or more");
      }
    }
  }

  /** Whose samples are taken, and how many. */
  @IgnoredFlag(
      name = "receive.limits-config-reload-timer",
      instead = "files are looked at every few seconds")
  public record Receive(
      @Flag(value = "receive.tenant-label-name", help = "The label that names the tenant.")
          @Default("tenant_id")
          String tenantLabelName,
      @Flag(value = "receive.replica-header", help = "The header with the number of a copy.")
          @Default("THANOS-REPLICA")
          String replicaHeader,
      @Flag(value = "receive.limits-config", help = "Limits of tenants, YAML as in Thanos.")
          Optional<String> limitsConfig,
      @Flag(value = "receive.limits-config-file", help = "The same in a file; it may change.")
          Optional<Path> limitsConfigFile,
      @Flag(value = "receive.relabel-config", help = "Rules for series, YAML as in Prometheus.")
          Optional<String> relabelConfig,
      @Flag(value = "receive.relabel-config-file", help = "The same in a file; it may change.")
          Optional<Path> relabelConfigFile,
      @Flag(
              value = "receive.split-tenant-label-name",
              help = "The label that says whose a series is; taken off.")
          Optional<String> splitTenantLabelName,
      @FileKey(help = "How many tenants may be made by naming them.") @Default("10000")
          int maxTenants) {
    public Receive {
      TextOrFile.check("relabel_config", relabelConfig, relabelConfigFile);
      TextOrFile.check("limits_config", limitsConfig, limitsConfigFile);
      if (maxTenants < 1) {
        throw new InvalidValueException("max_tenants", "is " + maxTenants, "allow one at least");
      }
    }
  }

  /** The files whose content may change while the process runs. */
  public Stream<Path> watched() {
    return Stream.of(
            receive.limitsConfigFile().stream(),
            receive.relabelConfigFile().stream(),
            remoteWrite.files().all(),
            grpc.watched(),
            ring.watched())
        .flatMap(files -> files);
  }

  /**
   * Reads the limits as they are now.
   *
   * @throws io.meridian.config.ConfigException if they are wrong
   */
  LimitsConfig limits() {
    return new TextOrFile(
            "--receive.limits-config", receive.limitsConfig(), receive.limitsConfigFile())
        .read()
        .map(file -> file.bind(LimitsConfig.class).value())
        .orElse(LimitsConfig.NONE);
  }

  /**
   * Reads the rules for series as they are now; none if nothing is to become of them.
   *
   * @throws io.meridian.config.ConfigException if they are wrong
   */
  Optional<SeriesRules> rules() {
    Optional<Relabelling> relabelling =
        new TextOrFile(
                "--receive.relabel-config", receive.relabelConfig(), receive.relabelConfigFile())
            .read()
            .map(Relabelling::read);
    return relabelling.isEmpty() && receive.splitTenantLabelName().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SeriesRules(
                relabelling.orElseGet(() -> new Relabelling(List.of())),
                receive.splitTenantLabelName()));
  }

  /**
   * What a receiver needs of these settings; reads the files that they name.
   *
   * @param warnings takes what is in those without an effect
   */
  ReceiverConfig config(List<ConfigProblem> warnings) {
    Labels external = ExternalLabels.parse("labels", labels);
    SyncPolicy policy =
        switch (tsdb.sync()) {
          case INTERVAL -> new SyncPolicy.EveryInterval(Duration.ofMillis(100));
          case REQUEST -> new SyncPolicy.EveryRequest();
        };
    return new ReceiverConfig(
        new ServicePort(
            ListenAddress.parse("address", remoteWrite.address()), remoteWrite.files().open()),
        grpc.open(),
        new ReceiverConfig.Store(
            tsdb.path(),
            tsdb.retention(),
            tsdb.outOfOrderWindow(),
            tsdb.tooFarInFutureWindow(),
            tsdb.maxExemplars(),
            policy,
            tsdb.cutOnShutdown(),
            tsdb.startTimestampsInBlocks() ? ChunkFormat.START_TIMES : ChunkFormat.COMPATIBLE,
            tsdb.labelLateBlocks(),
            remoteWrite.maxRequestBytes(),
            receive.maxTenants()),
        external,
        receive.tenantLabelName(),
        receive.replicaHeader(),
        objstore.read(warnings),
        limits(),
        rules(),
        ring.read()
            .map(rings ->
                new ReceiverConfig.Ring(
                    rings, ring.localEndpoint(), ring.bothOfTwo(), ring.tls())));
  }
}
