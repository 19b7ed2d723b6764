package io.meridian.receiver.keep;

import io.meridian.blocks.Shipper;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.model.MeridianException;
import io.meridian.service.lifecycle.Part;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts, ships and deletes blocks, one round after another on a thread of its own. A round that
 * fails is logged and tried again in the next one. A block is deleted when it is older than the
 * retention, and, where there is a bucket, not before it is in there.
 */
public final class Housekeeping implements Part {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final Supplier<SampleStore> store;
  private final Plan plan;
  private final InstantSource clock;
  private final Optional<Shipping> shipping;
  private final HousekeepingStats stats = new HousekeepingStats();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  /**
   * When what is done.
   *
   * @param interval from the end of a round to the next one
   * @param retention how long after its end a block stays here; zero for ever
   * @param cutsAtEnd whether all samples are cut and shipped when the process ends, for one whose
   *     folder does not outlive it
   */
  public record Plan(Duration interval, Duration retention, boolean cutsAtEnd) {}

  /**
   * Housekeeping that has not begun.
   *
   * @param store is there when this is started, and until it is stopped
   */
  public Housekeeping(
      Supplier<SampleStore> store,
      Plan plan,
      Optional<Bucket> bucket,
      Disk disk,
      InstantSource clock) {
    this.store = store;
    this.plan = plan;
    this.clock = clock;
    this.shipping = bucket.map(into -> new Shipping(store, disk, into, clock));
    this.thread = Thread.ofPlatform().name("housekeeping").unstarted(this::run);
  }

  public HousekeepingStats stats() {
    return stats;
  }

  @Override
  public String name() {
    return "housekeeping";
  }

  @Override
  public void start() {
    thread.start();
  }

  /** Waits for the round that is under way. */
  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    thread.join();
    if (plan.cutsAtEnd()) {
      cut(store.get()::cutAll);
      ship();
    }
  }

  private void run() {
    try {
      do {
        guardedRound();
      } while (!stopping.await(plan.interval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A fault of one round does not end all of them: without them memory and disk fill up. */
  private void guardedRound() {
    try {
      round();
    } catch (RuntimeException e) {
      LOG.error("a round of housekeeping broke off, the next one is in {}", plan.interval(), e);
    }
  }

  /** Does all that is due. */
  void round() {
    cut(store.get()::maintain);
    ship();
    retain();
  }

  /** One way to cut. */
  private interface Cutting {
    List<BlockMeta> cut();
  }

  private void cut(Cutting cutting) {
    try {
      List<BlockMeta> blocks = cutting.cut();
      stats.cut.add(blocks.size());
      for (BlockMeta block : blocks) {
        LOG.info(
            "cut block {}: {} series, {} samples, from {} to {}",
            block.ulid(),
            block.stats().series(),
            block.stats().samples(),
            block.minTime(),
            block.maxTime());
      }
    } catch (MeridianException e) {
      stats.cutFailures.increment();
      LOG.error("samples could not be cut into a block, tried again in {}", plan.interval(), e);
    }
  }

  private void ship() {
    for (String tenant : shipping.isPresent() ? store.get().tenants() : List.<String>of()) {
      if (store.get().blocks(tenant).isEmpty()) {
        continue;
      }
      try {
        Shipper.Round round = shipping.get().ship(tenant);
        stats.shipped.add(round.sent().size());
        round.sent().forEach(block -> LOG.info("shipped block {} of tenant {}", block, tenant));
        for (Map.Entry<Ulid, RuntimeException> failure : round.failed().entrySet()) {
          stats.shipFailures.increment();
          LOG.error(
              "block {} of tenant {} could not be shipped, tried again in {}",
              failure.getKey(),
              tenant,
              plan.interval(),
              failure.getValue());
        }
      } catch (UncheckedIOException | BucketException | MeridianException e) {
        stats.shipFailures.increment();
        LOG.error("blocks of tenant {} could not be shipped", tenant, e);
      }
    }
  }

  private void retain() {
    if (plan.retention().isZero()) {
      return;
    }
    long before = clock.millis() - plan.retention().toMillis();
    for (String tenant : store.get().tenants()) {
      List<BlockMeta> old =
          store.get().blocks(tenant).stream().filter(block -> block.maxTime() <= before).toList();
      if (!old.isEmpty()) {
        delete(tenant, old);
      }
    }
  }

  private void delete(String tenant, List<BlockMeta> old) {
    try {
      Set<Ulid> shipped = shipping.map(to -> to.shipped(tenant)).orElse(Set.of());
      for (BlockMeta block : old) {
        boolean needless = shipping.isEmpty() || shipped.contains(block.ulid());
        if (needless && store.get().delete(tenant, block.ulid())) {
          stats.deleted.increment();
          LOG.info("deleted block {} of tenant {}, which is over age", block.ulid(), tenant);
        }
      }
    } catch (UncheckedIOException | MeridianException e) {
      LOG.error("old blocks of tenant {} could not be deleted", tenant, e);
    }
  }
}
