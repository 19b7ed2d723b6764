package io.meridian.tsdb.wal;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects what a log hands over, as text, one list a shard. */
final class Collected implements RecordConsumer {
  private final List<List<String>> shards = new ArrayList<>();
  final List<Long> sequences = new ArrayList<>();

  Collected() {
    this(1);
  }

  Collected(int shards) {
    for (int i = 0; i < shards; i++) {
      this.shards.add(new ArrayList<>());
    }
  }

  @Override
  public int shards() {
    return shards.size();
  }

  @Override
  public void accept(int shard, LogRecord record) {
    String payload =
        new String(record.payload().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    shards
        .get(shard)
        .add(
            (record.fromCheckpoint() ? "checkpoint " : "")
                + record.tenant()
                + "/"
                + record.kind()
                + " "
                + payload);
    if (shard == 0 && !record.fromCheckpoint()) {
      sequences.add(record.sequence());
    }
  }

  /** What the first shard was given. */
  List<String> records() {
    return shards.getFirst();
  }

  List<String> records(int shard) {
    return shards.get(shard);
  }

  static long append(WriteAheadLog log, String tenant, int kind, String payload) {
    byte[] bytes = ("<" + payload + ">").getBytes(StandardCharsets.ISO_8859_1);
    return log.append(tenant, kind, bytes, 1, bytes.length - 1);
  }
}
