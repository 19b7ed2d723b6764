package io.meridian.storeapi.proxy;

import io.meridian.storeapi.wire.ChunkFieldReader;
import io.meridian.storeapi.wire.ChunkFields;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.Transcoder;
import java.util.Arrays;

/**
 * Writes chunks with start timestamps without them, for readers that do not know such: some stores
 * send them whoever asks. For one thread.
 */
final class PlainChunks {
  private final ChunkFieldReader reader = new ChunkFieldReader("series of the fleet");
  private final ChunkFields fields = new ChunkFields();
  private final Transcoder transcoder = new Transcoder();

  /** Whether all chunks have encodings that everybody knows. */
  boolean arePlain(byte[] bytes, int from, int to) {
    for (reader.reset(bytes, from, to); reader.next(); ) {
      for (int part = 0; part < ChunkFieldReader.PARTS; part++) {
        if (reader.has(part) && reader.encoding(part).hasStartTimes()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Writes chunks anew.
   *
   * @throws io.meridian.model.CorruptDataException if one is damaged
   */
  void write(byte[] bytes, int from, int to, WireBytes into) {
    for (reader.reset(bytes, from, to); reader.next(); ) {
      fields.begin(reader.minTime(), reader.maxTime());
      for (int part = 0; part < ChunkFieldReader.PARTS; part++) {
        if (reader.has(part)) {
          add(part, bytes);
        }
      }
      fields.end(into);
    }
  }

  private void add(int part, byte[] bytes) {
    int field = ChunkFields.RAW + part;
    ChunkEncoding encoding = reader.encoding(part);
    if (encoding.hasStartTimes()) {
      ChunkEncoding plain =
          transcoder.transcode(encoding, bytes, reader.from(part), reader.to(part));
      byte[] copy = Arrays.copyOf(transcoder.bytes(), transcoder.length());
      fields.add(field, plain, copy, 0, copy.length);
    } else {
      fields.add(field, encoding, bytes, reader.from(part), reader.to(part));
    }
  }
}
