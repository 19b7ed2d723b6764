package io.meridian.tsdb.head;

/**
 * Makes a head of the records of its {@link HeadLog}. Every shard is given all of them, in order,
 * each by a thread of its own: shard 0 makes the series, each of the others appends the samples of
 * its part of the series. Records may have done already what is in the head: samples that are not
 * later than their series' last one are passed over.
 */
public final class HeadReplay {
  private final HeadStore store;
  private final HeadWriter writer;
  private final RecordReader seriesReader = new RecordReader();
  private final ReplayShard[] shards;

  HeadReplay(HeadStore store, HeadWriter writer, int shards) {
    this.store = store;
    this.writer = writer;
    this.shards = new ReplayShard[shards - 1];
    for (int i = 0; i < this.shards.length; i++) {
      this.shards[i] = new ReplayShard(store, i, this.shards.length);
    }
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
    seriesReader.reset(record, length);
    for (int kind; (kind = seriesReader.next()) != 0; ) {
      while (kind == RecordSection.SERIES && seriesReader.nextSeries()) {
        writer.restore(
            seriesReader.id(), record, seriesReader.labelsFrom(), seriesReader.labelsTo());
      }
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
    return dropped;
  }
}
