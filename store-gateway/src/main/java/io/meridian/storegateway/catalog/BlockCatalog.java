package io.meridian.storegateway.catalog;

import io.meridian.blocks.BlockDiscovery;
import io.meridian.blocks.BucketView;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.blocks.HeaderStore;
import io.meridian.blocks.KnownBlock;
import io.meridian.blocks.TransferGauge;
import io.meridian.bucket.Bucket;
import io.meridian.model.Labels;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.storeapi.serve.BlockGroup;
import io.meridian.storeapi.serve.SeriesStore;
import io.meridian.storeapi.serve.ServableBlock;
import io.meridian.tsdb.block.LateLabel;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of a bucket, looked at again and again. Requests work on what the last look found:
 * blocks that came since are served from the next look on, blocks that went are read to the end by
 * who has them open. Where a look fails, what was found before stays.
 */
public final class BlockCatalog implements Part {
  private static final Logger LOG = LoggerFactory.getLogger(BlockCatalog.class);
  private static final String OBSTACLE = "blocks";

  /** Between two looks of which the first failed. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** How often idle blocks are looked for. */
  private static final Duration TICK = Duration.ofSeconds(15);

  /** Between two looks that missing blocks asked for. */
  private static final Duration LEAST = Duration.ofSeconds(10);

  private final Plan plan;
  private final Readiness readiness;
  private final InstantSource clock;
  private final BlockDiscovery discovery;
  private final HeaderStore headers;
  private final BlockOpener opener;
  private final Semaphore asked = new Semaphore(0);
  private final CatalogCounters counters = new CatalogCounters(asked::release);
  private final Thread thread = Thread.ofVirtual().name("block-discovery").unstarted(this::run);
  private volatile Optional<Found> found = Optional.empty();

  /**
   * What is looked for, and how often.
   *
   * @param folder on the local disk, for metas and headers
   * @param every how long after a look the next begins
   * @param idle how long after its last use a block is closed
   * @param rules which blocks are wanted; asked before each look
   * @param answers what blocks say about labels is kept there
   */
  public record Plan(
      Path folder,
      Duration every,
      Duration idle,
      Function<Instant, DiscoveryRules> rules,
      LabelAnswers answers) {}

  /** What a look found. */
  private record Found(
      BucketView view, Map<Ulid, GatewayBlock> blocks, List<SeriesStore> stores, Instant time) {}

  /**
   * A catalog that knows nothing yet.
   *
   * @param listed the bucket, as it is listed
   * @param read the same bucket, as blocks are read; both stay the caller's
   * @param gauge what is known of how long its reads take
   */
  public BlockCatalog(
      Plan plan,
      Bucket listed,
      Bucket read,
      TransferGauge gauge,
      Readiness readiness,
      InstantSource clock) {
    this.plan = plan;
    this.readiness = readiness;
    this.clock = clock;
    discovery =
        new BlockDiscovery(
            listed, plan.folder().resolve("metas"), plan.rules().apply(clock.instant()), clock);
    headers = new HeaderStore(read, plan.folder().resolve("headers"), Disk.local(), gauge);
    opener = new BlockOpener(read, discovery, headers, gauge);
  }

  @Override
  public String name() {
    return "blocks";
  }

  /** Looks at the bucket; if that fails, it goes on trying beside the other parts. */
  @Override
  public void start() {
    readiness.not(OBSTACLE, "the bucket has not been listed yet");
    look();
    thread.start();
  }

  private void run() {
    Instant last = clock.instant();
    boolean missed = false;
    try {
      while (true) {
        missed |= asked.tryAcquire(wait(last).toNanos(), TimeUnit.NANOSECONDS);
        Instant now = clock.instant();
        closeIdle();
        boolean due = !now.isBefore(last.plus(found.isEmpty() ? RETRY : plan.every()));
        if (due || (missed && !now.isBefore(last.plus(LEAST)))) {
          asked.drainPermits();
          missed = false;
          last = now;
          look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration wait(Instant last) {
    Duration every = found.isEmpty() ? RETRY : plan.every();
    Duration left = Duration.between(clock.instant(), last.plus(every));
    return left.compareTo(TICK) < 0 ? left.plusMillis(1) : TICK;
  }

  /** Looks at the bucket once; used by one thread at a time. */
  public synchronized void look() {
    try {
      Instant now = clock.instant();
      DiscoveryRules rules = plan.rules().apply(now);
      discovery.follow(rules);
      take(discovery.discover(), rules.range(), now);
      counters.round(true);
      readiness.ready(OBSTACLE);
    } catch (RuntimeException e) {
      counters.round(false);
      LOG.error("the bucket was not listed, what was known before stays: {}", e.toString());
    }
  }

  private void take(BucketView view, TimeRange within, Instant now) {
    Map<Ulid, GatewayBlock> before = found.map(Found::blocks).orElse(Map.of());
    Map<Ulid, GatewayBlock> blocks = new LinkedHashMap<>();
    Map<Labels, List<ServableBlock>> groups = new TreeMap<>();
    int fresh = 0;
    for (KnownBlock each : view.blocks()) {
      GatewayBlock known = before.get(each.ulid());
      if (known == null || !known.isOf(each)) {
        known = new GatewayBlock(each, opener, plan.answers(), clock, counters);
        fresh++;
      }
      blocks.put(each.ulid(), known);
      groups.computeIfAbsent(LateLabel.without(each.labels()), _ -> new ArrayList<>()).add(known);
    }
    List<SeriesStore> stores = new ArrayList<>();
    groups.forEach((labels, members) -> stores.add(new BlockGroup(labels, members, within)));
    found = Optional.of(new Found(view, blocks, List.copyOf(stores), now));
    int gone = leaveOut(before, blocks);
    dropHeaders(blocks.keySet());
    if (fresh > 0 || gone > 0) {
      LOG.info("{} blocks are served, {} are new, {} are gone", blocks.size(), fresh, gone);
    }
  }

  private void dropHeaders(Set<Ulid> but) {
    try {
      headers.retain(but);
    } catch (UncheckedIOException e) {
      LOG.warn("headers of blocks that are gone stay on disk: {}", e.toString());
    }
  }

  private static int leaveOut(Map<Ulid, GatewayBlock> before, Map<Ulid, GatewayBlock> now) {
    int gone = 0;
    for (GatewayBlock each : before.values()) {
      if (now.get(each.ulid()) != each) {
        each.leaveOut();
        gone++;
      }
    }
    return gone;
  }

  /** Closes the blocks that nobody has needed for a while, as the catalog itself does. */
  public void closeIdle() {
    Instant since = clock.instant().minus(plan.idle());
    found.ifPresent(view -> view.blocks().values().forEach(block -> block.closeIdle(since)));
  }

  /**
   * What is served at the moment.
   *
   * @throws UnavailableException if the bucket has not been listed yet
   */
  public List<SeriesStore> stores() {
    return found
        .orElseThrow(() -> new UnavailableException("the bucket has not been listed yet"))
        .stores();
  }

  /** What the last look found, if there was one. */
  public Optional<BucketView> view() {
    return found.map(Found::view);
  }

  /** When the bucket was last looked at with success. */
  public Optional<Instant> lastLook() {
    return found.map(Found::time);
  }

  /** The blocks that are served, by the begin of their time. */
  public List<BlockStatus> statuses() {
    return found.map(Found::blocks).orElse(Map.of()).values().stream()
        .map(GatewayBlock::status)
        .toList();
  }

  /** What happened so far. */
  public CatalogCounters counters() {
    return counters;
  }

  /** What blocks said about labels. */
  public LabelAnswers answers() {
    return plan.answers();
  }

  /** How often a block was opened without a header on disk. */
  public long openedWithoutHeader() {
    return opener.withoutHeader();
  }

  /** How many metas the disk did not take. */
  public long metasNotKept() {
    return discovery.metasNotKept();
  }

  @Override
  public void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
    found.ifPresent(view -> view.blocks().values().forEach(GatewayBlock::leaveOut));
  }
}
