package io.meridian.tsdb.head;

import java.lang.foreign.MemorySegment;

/**
 * Makes a head of the records of its {@link HeadLog}. Every shard is given all of them, in order,
 * each by a thread of its own: shard 0 makes the series, each of the others appends the samples of
 * its part of the series. Records may have done already what is in the head: samples that are not
 * later than their series' last one are passed over.
 */
public final class HeadReplay {
  private final Head head;
  private final HeadStore store;
  private final HeadWriter writer;
  private final SeriesRestore series;
  private final ReplayShard[] shards;

  HeadReplay(Head head, HeadStore store, HeadWriter writer, int shards) {
    this.head = head;
    this.store = store;
    this.writer = writer;
    this.series = new SeriesRestore(writer.created(), store);
    this.shards = new ReplayShard[shards - 1];
    for (int i = 0; i < this.shards.length; i++) {
      this.shards[i] = new ReplayShard(store, i, this.shards.length);
    }
  }

  /** Whether there is more in a record than samples, so that shard 0 needs it. */
  public static boolean namesSeries(MemorySegment record) {
    return RecordSection.isMoreThanSamples(record);
  }

  /**
   * Takes a record.
   *
   * @throws io.meridian.model.CorruptDataException if it is none
   */
  public void accept(int shard, byte[] record, int length) {
    if (shard > 0) {
      shards[shard - 1].accept(record, length);
      return;
    }
    series.accept(record, length);
  }

  /**
   * Whether a record of a snapshot's chunks is for a shard.
   *
   * @param part the number that the record begins with
   */
  public boolean isOwn(int shard, int part) {
    return shard > 0 && shards[shard - 1].isOwnPart(part);
  }

  /** Takes a record of a snapshot's chunks that is for a shard. */
  public void acceptChunks(int shard, byte[] record, int length) {
    shards[shard - 1].acceptChunks(record, length);
  }

  /** Passes over samples before an instant, which are in blocks, from now on; for all shards. */
  public void passBefore(long time) {
    for (int shard = 1; shard <= shards.length; shard++) {
      passBefore(shard, time);
    }
  }

  /** Passes over samples before an instant from now on; for the shard's thread. */
  public void passBefore(int shard, long time) {
    if (shard > 0) {
      shards[shard - 1].passBefore(time);
    }
  }

  /** Appends what a shard, other than 0, still holds back; for the shard's thread. */
  public void flush(int shard) {
    if (shard > 0) {
      shards[shard - 1].flush();
    }
  }

  /**
   * Ends the replay, after all threads.
   *
   * @return how many samples were dropped, because the record that names their series was lost
   */
  public long finish() {
    long dropped = 0;
    for (ReplayShard shard : shards) {
      shard.flush();
      dropped += shard.dropNameless(store.index().table());
      writer.chunks().takeOver(shard.chunks());
    }
    writer.created().dropReplaced(writer.chunks());
    if (shards[0].passedBefore() > Long.MIN_VALUE) {
      head.forgetBefore(shards[0].passedBefore());
    }
    return dropped;
  }
}
