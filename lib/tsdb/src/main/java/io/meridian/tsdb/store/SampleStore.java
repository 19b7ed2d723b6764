package io.meridian.tsdb.store;

import io.meridian.model.CorruptDataException;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.AppendOutcomes;
import io.meridian.tsdb.head.Head;
import io.meridian.tsdb.head.HeadLog;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.wal.CheckpointWriter;
import io.meridian.tsdb.wal.LogState;
import io.meridian.tsdb.wal.LogStats;
import io.meridian.tsdb.wal.WriteAheadLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.random.RandomGenerator;

/**
 * The samples of a receiver's tenants: written through one log into a head each, cut into blocks,
 * read over both. Safe for use by many threads.
 *
 * <pre>
 *   try (SampleStore store = SampleStore.open(disk, folder, options, clock, random)) {
 *     WriteReport report = store.append(tenant, body, 0, body.length);   // then answer
 *     store.source(tenant) …                                            // for queries
 *     store.maintain();                                                 // now and then
 *   }
 * </pre>
 *
 * <p>When {@link #append} returns, what it accepted is as durable as the log's {@link
 * io.meridian.tsdb.wal.SyncPolicy} says. A request that it threw for may be there all the same.
 */
public final class SampleStore implements AutoCloseable {
  private static final int KEPT_SCRATCH = 16;

  /** How long ago a series must have ended before its chunk is closed, and how often that is. */
  private static final long STALE_MILLIS = 300_000;

  /** So often at most the log is told of a tenant's sources. */
  private static final long SOURCES_MILLIS = 10_000;

  private final Disk disk;
  private final BlockFolders folders;
  private final StoreOptions options;
  private final InstantSource clock;
  private final WriteAheadLog log;
  private final StoreRecovery recovery;
  private final ConcurrentSkipListMap<String, Tenant> tenants = new ConcurrentSkipListMap<>();
  private final BlockingQueue<AppendScratch> scratch = new ArrayBlockingQueue<>(KEPT_SCRATCH);
  private final BlockCutter cutter;

  private final LogGrowth growth;

  /** When the chunks of series that ended were closed last; for the thread that cuts. */
  private long staleClosed = Long.MIN_VALUE;

  /** When blocks were looked at last that may rest; for the thread that cuts. */
  private long rested;

  private SampleStore(
      Disk disk,
      BlockFolders folders,
      StoreOptions options,
      InstantSource clock,
      UlidSource names,
      WriteAheadLog log,
      StoreReplay replay) {
    this.disk = disk;
    this.folders = folders;
    this.options = options;
    this.clock = clock;
    this.log = log;
    this.cutter = new BlockCutter(disk, folders, options, names, clock, log);
    Map<String, Long> nameless = new TreeMap<>();
    replay.finish(nameless).forEach((name, head) -> tenants.put(name, newTenant(name, head)));
    tenants.values().forEach(tenant -> tenant.sources().restore(replay.sources(tenant.name())));
    List<CorruptDataException> damaged = new ArrayList<>();
    tenants.values().forEach(tenant -> openBlocks(tenant, damaged));
    recovery = new StoreRecovery(log.recovery(), nameless, damaged);
    rested = clock.millis();
    growth = new LogGrowth(options.logBytes(), log.recovery());
  }

  /**
   * Opens a store: takes hold of its folder, which is made if there is none, and reads the log.
   *
   * @param clock tells what is too far in the future, and which ranges are over
   * @param random names blocks
   * @throws io.meridian.model.InvalidRequestException if the folder holds a log of a newer version
   *     or of another program
   * @throws UnavailableException if another process has it open, or it cannot be read or made
   *     durable
   */
  public static SampleStore open(
      Disk disk, Path folder, StoreOptions options, InstantSource clock, RandomGenerator random) {
    BlockFolders folders = new BlockFolders(disk, folder);
    StoreReplay replay;
    try {
      replay =
          new StoreReplay(
              name -> newHead(disk, folders, options, name),
              folders.inBlocks(),
              Runtime.getRuntime().availableProcessors());
    } catch (IOException e) {
      throw new UnavailableException("the blocks in " + folder + " cannot be read: " + e, e);
    }
    WriteAheadLog log = WriteAheadLog.open(disk, folders.log(), options.log(), replay);
    try {
      UlidSource names = new UlidSource(clock, random);
      return new SampleStore(disk, folders, options, clock, names, log, replay);
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private void openBlocks(Tenant tenant, List<CorruptDataException> damaged) {
    try {
      List<Path> blocks = folders.blocks(tenant.name());
      if (disk.exists(folders.tenant(tenant.name()))) {
        BlockWriter.removeLeftovers(disk, folders.tenant(tenant.name()));
      }
      for (Path block : blocks) {
        try {
          LocalBlock opened = LocalBlock.open(disk, block);
          tenant.add(opened);
          forgetLateIn(opened, tenant.head());
        } catch (CorruptDataException e) {
          damaged.add(e);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UnavailableException(
          "the blocks in " + folders.tenant(tenant.name()) + " cannot be read: " + e, e);
    }
  }

  /** A late block's samples may come back from the log: nothing there says where they are. */
  private static void forgetLateIn(LocalBlock block, Head head) {
    if (LocalBlock.isLate(block.meta()) && head.hasLate()) {
      try (ChunkSeriesCursor series = block.reader().chunkSeries(List.of(), TimeRange.ALL)) {
        head.forgetLateIn(series);
      }
    }
  }

  /** What was found when the store was opened, and what was lost. */
  public StoreRecovery recovery() {
    return recovery;
  }

  /** Whether requests are taken at the moment, and why not. */
  public LogState state() {
    return log.state();
  }

  /** Counts of the log since it was opened. */
  public LogStats logStats() {
    return log.stats();
  }

  /**
   * Makes all requests that were answered survive a loss of power.
   *
   * @throws UnavailableException if that fails: the log is fenced
   */
  public void sync() {
    log.sync();
  }

  /** The tenants that have samples here, by name. */
  public List<String> tenants() {
    return List.copyOf(tenants.keySet());
  }

  /** How many tenants have nothing in memory, because nobody has written to them for long. */
  public int idleTenants() {
    return (int) tenants.values().stream().filter(Tenant::isIdle).count();
  }

  /** How many blocks have their files open. */
  public int openBlocks() {
    return tenants.values().stream().mapToInt(Tenant::openBlocks).sum();
  }

  /** What a tenant has here; empty if nothing was ever written for it. */
  public Optional<LocalSource> source(String tenant) {
    return Optional.ofNullable(tenants.get(tenant)).map(LocalSource::new);
  }

  /** The blocks of a tenant. */
  public List<BlockMeta> blocks(String tenant) {
    Tenant of = tenants.get(tenant);
    return of == null ? List.of() : of.blocks().stream().map(LocalBlock::meta).toList();
  }

  /**
   * Deletes a block of a tenant, which is elsewhere by now or older than anybody asks for. Who
   * reads it at the moment goes on. Not before the first checkpoint since it was cut or found,
   * without which the log could bring its samples back, nor while a late block's label could be
   * given to another one. For the thread that calls {@link #maintain}, which writes checkpoints.
   *
   * @return whether it is deleted; false if it is too early, or there is no such block
   * @throws UnavailableException if its files could not be deleted; queries do without it already
   */
  public boolean delete(String tenant, Ulid block) {
    Tenant of = tenants.get(tenant);
    boolean deleted = of != null && of.removeNeedless(block, clock.millis());
    if (deleted) {
      Path folder = folders.tenant(tenant).resolve(block.toString());
      try {
        new BlockFolder(folder).delete(disk);
      } catch (IOException e) {
        throw new UnavailableException("block " + folder + " could not be deleted: " + e, e);
      }
    }
    return deleted;
  }

  /** A folder in a store's that is nobody's, for what is to go elsewhere. */
  public static Path spools(Path folder) {
    return BlockFolders.spools(folder);
  }

  /** Where the blocks of a tenant lie. */
  public Path folder(String tenant) {
    return folders.tenant(tenant);
  }

  /**
   * Takes a request: decodes it, records what is accepted, makes it visible, and waits until it is
   * as durable as is demanded.
   *
   * @param tenant a folder's name
   * @param sender who sent it, for {@link #sources}
   * @param body holds the decompressed remote write 1.0 request
   * @return what became of its samples; those that were refused do not keep the others back
   * @throws io.meridian.model.InvalidRequestException if the bytes are no request, or the name no
   *     tenant's; nothing was taken
   * @throws UnavailableException if the log cannot take it at the moment ({@link #state} says why)
   *     or could not make it durable
   */
  public WriteReport append(String tenant, String sender, byte[] body, int from, int to) {
    if (!tenants.containsKey(tenant)) {
      BlockFolders.checkName(tenant);
    }
    AppendScratch using = scratch();
    using.decoder.decode(body, from, to, using.batch);
    return append(tenant, sender, using.batch, options.head().limits(), using);
  }

  /**
   * Takes a decoded request, as {@link #append(String, String, byte[], int, int)} does.
   *
   * @param batch may be used again when this returns
   * @param limits which new series the tenant may have
   */
  public WriteReport append(String tenant, String sender, WriteBatch batch, SeriesLimits limits) {
    return append(tenant, sender, batch, limits, scratch());
  }

  private AppendScratch scratch() {
    AppendScratch using = scratch.poll();
    return using == null ? new AppendScratch() : using;
  }

  private WriteReport append(
      String name, String sender, WriteBatch batch, SeriesLimits limits, AppendScratch using) {
    Tenant tenant = tenant(name);
    AppendOutcomes outcomes = using.outcomes;
    long now = clock.millis();
    HeadLog records = (record, first, end) -> log.append(name, RecordKind.HEAD, record, first, end);
    long sequence = tenant.append(now, head -> head.append(batch, now, limits, outcomes, records));
    tenant.sources().arrived(sender, batch, outcomes, now);
    recordSources(tenant, now);
    WriteReport report = using.report(batch);
    scratch.offer(using);
    log.commit(report.duplicates() > 0 ? log.lastSequence() : sequence); // the first may still wait
    return report;
  }

  private Tenant tenant(String name) {
    Tenant known = tenants.get(name);
    if (known != null) {
      return known;
    }
    BlockFolders.checkName(name);
    return tenants.computeIfAbsent(name, made -> newTenant(made, newHead(made)));
  }

  /** Takes a request of nobody in particular. */
  public WriteReport append(String tenant, byte[] body, int from, int to) {
    return append(tenant, "", body, from, to);
  }

  private void recordSources(Tenant tenant, long now) {
    if (tenant.sources().isDue(now, SOURCES_MILLIS)) {
      byte[] payload = SourceRecord.write(tenant.sources().states(now));
      try {
        log.append(tenant.name(), RecordKind.SOURCES, payload, 0, payload.length);
      } catch (UnavailableException e) {
        // the next request tells, and samples do not wait for this
      }
    }
  }

  /** Where a tenant's samples come from, as it is now; after a kill some seconds may be missing. */
  public List<SourceState> sources(String tenant) {
    Tenant of = tenants.get(tenant);
    return of == null ? List.of() : of.sources().states(clock.millis());
  }

  private Tenant newTenant(String name, Head head) {
    SourceTable sources = new SourceTable(options.clusterLabel(), options.replicaLabel());
    long now = clock.millis();
    return new Tenant(name, head, sources, now, head.rangeBegin(now));
  }

  private Head newHead(String name) {
    return newHead(disk, folders, options, name);
  }

  private static Head newHead(Disk disk, BlockFolders folders, StoreOptions options, String name) {
    try {
      return new Head(options.head(), disk, folders.scratch(name));
    } catch (UncheckedIOException e) {
      throw new UnavailableException("the head of tenant " + name + " cannot be made: " + e, e);
    }
  }

  /**
   * Cuts what is due, closes the chunks of series that ended, and writes a checkpoint if something
   * was cut or the log has grown enough. For one thread at a time, every some seconds.
   *
   * @return the new blocks
   * @throws UnavailableException if a block or the checkpoint could not be written; the next call
   *     tries again
   */
  public List<BlockMeta> maintain() {
    List<BlockMeta> blocks = cut();
    closeStale();
    restIdle();
    if (!blocks.isEmpty() || growth.isDue(log.stats().bytes())) {
      checkpoint();
    }
    return blocks;
  }

  private void closeStale() {
    long now = clock.millis();
    if (now - STALE_MILLIS >= staleClosed) {
      staleClosed = now;
      tenants.values().forEach(tenant -> tenant.head().closeStale(now - STALE_MILLIS));
    }
  }

  /** Lets the blocks of tenants rest that nobody writes to, where nobody reads them either. */
  void restIdle() {
    long idleSince = clock.millis() - options.idle().toMillis();
    if (idleSince >= rested) {
      rested = clock.millis();
      tenants.values().stream()
          .filter(tenant -> tenant.isIdleSince(idleSince))
          .forEach(Tenant::restBlocks);
    }
  }

  /**
   * Cuts all ranges into blocks whose window is over, and, once in the time of a range, what came
   * late: whoever lags behind for days would get a block for each call. For one thread at a time,
   * now and then.
   *
   * @return the new blocks
   * @throws UnavailableException if a block could not be written: its samples stay in the head and
   *     in the log, and the next call tries again
   */
  public List<BlockMeta> cut() {
    long now = clock.millis();
    long until = now - options.window().toMillis();
    List<BlockMeta> cut = new ArrayList<>();
    for (Tenant tenant : tenants.values()) {
      long current = tenant.head().rangeBegin(now);
      cut.addAll(cutter.cut(tenant, tenant.head().rangeBegin(until), tenant.lateCut() != current));
      tenant.lateCut(current);
    }
    return cut;
  }

  /** Cuts everything into blocks, for a receiver that goes away and comes back empty or never. */
  public List<BlockMeta> cutAll() {
    List<BlockMeta> cut = new ArrayList<>();
    for (Tenant tenant : tenants.values()) {
      long end = Math.max(tenant.head().end(), tenant.head().cutBefore());
      if (end > tenant.head().cutBefore() || tenant.head().hasLate()) {
        cut.addAll(cutter.cut(tenant, end, true));
      }
    }
    return cut;
  }

  /**
   * Writes what all heads have into a checkpoint, and deletes the part of the log that it replaces.
   * Requests are taken meanwhile. For one thread at a time, the one that cuts.
   *
   * @throws UnavailableException if it cannot be written; the log is as it was
   */
  public void checkpoint() {
    long now = clock.millis();
    try (FreshHeads fresh =
        new FreshHeads(tenants.values(), now - options.idle().toMillis(), this::newHead)) {
      long bytes = log.stats().bytes();
      long covered = log.roll();
      try (CheckpointWriter checkpoint = log.checkpoint(covered)) {
        for (Tenant tenant : tenants.values()) {
          write(tenant, fresh.of(tenant), checkpoint, now);
        }
        checkpoint.commit();
        fresh.putInPlace();
        tenants.values().forEach(tenant -> tenant.blocks().forEach(LocalBlock::cover));
        growth.checkpointed(bytes, checkpoint.bytes());
      }
    }
  }

  private static void write(Tenant tenant, Head head, CheckpointWriter checkpoint, long now) {
    String name = tenant.name();
    if (head.cutBefore() > Long.MIN_VALUE) {
      byte[] until = BlockCutter.payload(head.cutBefore());
      checkpoint.append(name, RecordKind.CUT, until, 0, until.length);
    }
    byte[] sources = SourceRecord.write(tenant.sources().states(now));
    checkpoint.append(name, RecordKind.SOURCES, sources, 0, sources.length);
    head.snapshot(
        (record, from, to) -> {
          checkpoint.append(name, RecordKind.HEAD, record, from, to);
          return 0;
        },
        (record, from, to) -> {
          checkpoint.append(name, RecordKind.CHUNKS, record, from, to);
          return 0;
        });
  }

  /**
   * Writes a checkpoint of everything, from which the next start is quick, and lets the folder go.
   * Nothing must be appended or read any more. Without the checkpoint, for want of space, the next
   * start reads the log.
   *
   * @throws UnavailableException if the last requests could not be made durable
   */
  @Override
  public void close() {
    try {
      checkpoint();
    } catch (UnavailableException e) {
      // the log has everything, unless it is fenced, which closing it says
    }
    try {
      log.close();
    } finally {
      tenants.values().forEach(Tenant::close);
    }
  }
}
