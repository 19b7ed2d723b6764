package io.meridian.storeapi.dial;

import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.storeapi.wire.ChunkFields;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** What one scraper of a counter delivered, with what goes wrong with scrapers. */
final class MadeReplica {
  private final RandomGenerator random;
  private final List<SampleBuffer> chunks = new ArrayList<>();

  /** How a replica scrapes. */
  record Scraper(
      long begin, long end, long interval, long jitter, double lost, double stale, int outages) {}

  /** A counter that all replicas read. */
  interface Counter {
    long at(long time);
  }

  private MadeReplica(RandomGenerator random) {
    this.random = random;
  }

  static MadeReplica of(RandomGenerator random, Scraper scraper, Counter counter) {
    MadeReplica replica = new MadeReplica(random);
    replica.scrape(scraper, counter);
    return replica;
  }

  private void scrape(Scraper scraper, Counter counter) {
    long[] outages = new long[scraper.outages()];
    for (int i = 0; i < outages.length; i++) {
      outages[i] = random.nextLong(scraper.begin(), scraper.end());
    }
    SampleBuffer chunk = new SampleBuffer();
    int room = 1 + random.nextInt(120);
    for (long at = scraper.begin(); at < scraper.end(); at += scraper.interval()) {
      boolean lost = random.nextDouble() < scraper.lost();
      for (long outage : outages) {
        lost |= at >= outage && at < outage + 7 * scraper.interval();
      }
      long time = at + (scraper.jitter() == 0 ? 0 : random.nextLong(scraper.jitter()));
      if (lost) {
        continue;
      }
      boolean stale = random.nextDouble() < scraper.stale();
      chunk.add(time, stale ? StaleMarker.VALUE : counter.at(time));
      if (chunk.size() == room) {
        chunks.add(chunk);
        chunk = new SampleBuffer();
        room = random.nextInt(4) == 0 ? 1 + random.nextInt(120) : 120;
      }
    }
    if (chunk.size() > 0) {
      chunks.add(chunk);
    }
  }

  /** Its chunks that reach into a range. */
  List<SampleBuffer> chunks(long min, long max) {
    return chunks.stream()
        .filter(chunk -> chunk.time(0) <= max && chunk.time(chunk.size() - 1) >= min)
        .toList();
  }

  /** Adds a chunk as a store sends it. */
  static void write(SampleBuffer chunk, WireBytes into) {
    XorEncoder encoder = new XorEncoder();
    for (int i = 0; i < chunk.size(); i++) {
      encoder.append(chunk.time(i), chunk.value(i));
    }
    write(chunk, encoder.bytes(), encoder.length(), into);
  }

  /** Adds a chunk whose samples cannot be read, but its header can. */
  static void writeUnreadable(SampleBuffer chunk, WireBytes into) {
    byte[] bytes = new byte[600];
    bytes[0] = (byte) (chunk.size() >> 8);
    bytes[1] = (byte) chunk.size();
    Arrays.fill(bytes, 2, bytes.length, (byte) 0xff);
    write(chunk, bytes, bytes.length, into);
  }

  private static void write(SampleBuffer chunk, byte[] bytes, int length, WireBytes into) {
    ChunkFields fields = new ChunkFields();
    fields.begin(chunk.time(0), chunk.time(chunk.size() - 1));
    fields.add(ChunkFields.RAW, ChunkEncoding.XOR, bytes, 0, length);
    fields.end(into);
  }
}
