package io.meridian.receiver.relabel;

import io.meridian.receiver.message.Bytes;
import io.meridian.receiver.message.MetricMessage;
import io.meridian.receiver.message.SeriesMessage;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Relabels requests before they are written, and parts them by tenants. A request of which no
 * series changes goes on as it is; of another one a new request is made for each tenant, whose
 * series have their samples byte by byte as they came. What is dropped counts as written, since its
 * sender should neither send it again nor take it for lost. Safe for use by many threads.
 */
public final class RelabelledTarget implements WriteTarget {
  private static final int SPARE = 16;

  /** The field of a remote write 1.0 request that has metadata. */
  private static final int METADATA = 3;

  private final Tenants tenants;
  private final WriteTarget target;
  private final long cacheBytes;
  private final long seed;
  private final LongAdder dropped = new LongAdder();
  private final ArrayBlockingQueue<Scratch> spare = new ArrayBlockingQueue<>(SPARE);
  private volatile Current current;

  /** Rules, and what is known of what they do. */
  private record Current(SeriesRules rules, FateCache fates) {}

  /**
   * What tenants may, that are named by a label.
   *
   * @param admit throws if there may be no such tenant
   * @param limits which new series one may have
   */
  public record Tenants(Consumer<String> admit, Function<String, SeriesLimits> limits) {}

  private static final class Scratch {
    private final SeriesMessage message = new SeriesMessage();
    private final MetricMessage metric = new MetricMessage();
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
    private final WriteBatch batch = new WriteBatch();

    /** What goes to the sender's own tenant. */
    private final Bytes own = new Bytes();
  }

  /**
   * A target before another one.
   *
   * @param cacheBytes about what is kept of what became of series before
   * @param seed makes the cache's hashes this process' own
   */
  public RelabelledTarget(
      SeriesRules rules, Tenants tenants, WriteTarget target, long cacheBytes, long seed) {
    this.tenants = tenants;
    this.target = target;
    this.cacheBytes = cacheBytes;
    this.seed = seed;
    this.current = new Current(rules, new FateCache(cacheBytes, seed));
  }

  /** Relabels by other rules from now on. */
  public void replace(SeriesRules rules) {
    current = new Current(rules, new FateCache(cacheBytes, seed));
  }

  @Override
  public WriteReport write(WriteOrigin origin, WriteBatch batch, SeriesLimits limits)
      throws InterruptedException {
    Current now = current;
    FateCache.Finding unknown = now.rules::of;
    Fate[] found = new Fate[batch.size()];
    boolean changed = false;
    for (int series = 0; series < found.length; series++) {
      found[series] =
          now.fates.get(
              batch.labelBytes(), batch.labelsFrom(series), batch.labelsTo(series), unknown);
      changed |= !(found[series] instanceof Fate.Kept);
    }
    if (!changed) {
      return target.write(origin, batch, limits);
    }
    Scratch taken = spare.poll();
    Scratch scratch = taken == null ? new Scratch() : taken;
    try {
      return write(origin, batch, limits, found, scratch);
    } finally {
      spare.offer(scratch);
    }
  }

  private WriteReport write(
      WriteOrigin origin, WriteBatch batch, SeriesLimits limits, Fate[] found, Scratch scratch)
      throws InterruptedException {
    Map<String, Bytes> requests = new TreeMap<>(Map.of(origin.tenant(), scratch.own.clear()));
    int lost = part(origin.tenant(), batch, found, scratch, requests);
    addMetadata(batch, scratch);
    for (String tenant : requests.keySet()) {
      if (!tenant.equals(origin.tenant())) {
        tenants.admit().accept(tenant);
      }
    }
    dropped.add(lost);
    WriteReport sum = new WriteReport(lost, lost, 0, 0, 0, Map.of(), Optional.empty());
    requests.values().removeIf(request -> request.size() == 0);
    for (Map.Entry<String, Bytes> each : requests.entrySet()) {
      boolean own = each.getKey().equals(origin.tenant());
      Bytes request = each.getValue();
      scratch.decoder.decode(request.array(), 0, request.size(), scratch.batch);
      sum =
          sum(
              sum,
              target.write(
                  new WriteOrigin(each.getKey(), origin.sender(), origin.replica()),
                  scratch.batch,
                  own ? limits : tenants.limits().apply(each.getKey())));
    }
    return sum;
  }

  /** Deals series out to tenants' requests; how many samples nobody gets. */
  private static int part(
      String tenant, WriteBatch batch, Fate[] found, Scratch scratch, Map<String, Bytes> requests) {
    int lost = 0;
    scratch.message.begin();
    for (int series = 0; series < found.length; series++) {
      scratch.message.read(batch, series);
      switch (found[series]) {
        case Fate.Kept _ ->
            scratch.message.write(
                batch, series, requests.computeIfAbsent(tenant, _ -> new Bytes()));
        case Fate.Dropped _ -> lost += batch.samplesTo(series) - batch.samplesFrom(series);
        case Fate.Changed changed ->
            scratch.message.write(
                changed.labels(),
                requests.computeIfAbsent(changed.tenant().orElse(tenant), _ -> new Bytes()));
      }
    }
    return lost;
  }

  /** Metadata is of metrics, which may have been renamed; it stays with the sender's tenant. */
  private static void addMetadata(WriteBatch batch, Scratch scratch) {
    for (int entry = 0; entry < batch.metadata().size(); entry++) {
      scratch.metric.read(batch, entry);
      scratch.metric.write(METADATA, scratch.own);
    }
  }

  private static WriteReport sum(WriteReport left, WriteReport right) {
    Map<SampleOutcome, Integer> refusals = new EnumMap<>(SampleOutcome.class);
    refusals.putAll(left.refusals());
    right.refusals().forEach((reason, count) -> refusals.merge(reason, count, Integer::sum));
    return new WriteReport(
        left.samples() + right.samples(),
        left.stored() + right.stored(),
        left.histograms() + right.histograms(),
        left.duplicates() + right.duplicates(),
        left.exemplars() + right.exemplars(),
        refusals,
        left.refused().or(right::refused));
  }

  /** How many samples were dropped by rules. */
  public long dropped() {
    return dropped.sum();
  }
}
