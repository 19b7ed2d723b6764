package io.meridian.storegateway.catalog;

import io.meridian.blocks.KnownBlock;
import io.meridian.cluster.ring.Endpoint;
import io.meridian.cluster.ring.Hashring;
import io.meridian.cluster.ring.KetamaRing;
import io.meridian.tsdb.block.LateLabel;
import java.util.List;
import java.util.function.Predicate;

/**
 * This gateway's share of a bucket that several serve together. What is shared out are stretches of
 * {@value #DAYS} days, aligned to the epoch, of each set of external labels: blocks that were
 * compacted from each other or downsampled from each other lie in one, so that who has a coarse
 * block has the finer ones beside it and can choose; so do those of late samples. A ring says which
 * gateways have a stretch; when one gateway comes or goes, the others keep most of what they had.
 */
public final class Partition implements Predicate<KnownBlock> {
  private static final int DAYS = 14;

  private static final long STRETCH = DAYS * 86_400_000L;
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Hashring ring;
  private final int self;

  /**
   * A share.
   *
   * @param replicas the names of all gateways that share the bucket, in any order
   * @param self this one's
   * @param copies how many of them serve each stretch
   * @throws IllegalArgumentException if this one is not among them, or there are too few
   */
  public Partition(List<String> replicas, String self, int copies) {
    List<String> sorted = replicas.stream().sorted().toList();
    this.self = sorted.indexOf(self);
    if (this.self < 0) {
      throw new IllegalArgumentException(
          "this gateway, \"%s\", is not among the replicas %s".formatted(self, sorted));
    }
    ring = new KetamaRing(sorted.stream().map(name -> new Endpoint(name, "")).toList(), copies);
  }

  @Override
  public boolean test(KnownBlock block) {
    int[] places = new int[ring.copies()];
    byte[] labels = LateLabel.without(block.labels()).packed();
    ring.place(hash(labels, Math.floorDiv(block.minTime(), STRETCH)), places);
    for (int place : places) {
      if (place == self) {
        return true;
      }
    }
    return false;
  }

  /** FNV-1a over labels and stretch, its bits spread as SplitMix64 does. */
  private static long hash(byte[] labels, long stretch) {
    long hash = FNV_BASIS;
    for (byte each : labels) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    long mixed = hash + stretch * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
