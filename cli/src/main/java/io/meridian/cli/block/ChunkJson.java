package io.meridian.cli.block;

import io.meridian.model.CounterResetHint;
import io.meridian.model.SampleBuffer;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.AggregateChunk;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Series with their chunks as they are stored, one JSON object a line:
 *
 * <pre>
 *   {"labels":{…},"chunks":[{"mint","maxt","encoding","n","len","bytes_sha256","header"}…],"samples":[…]}
 * </pre>
 *
 * The length and the SHA-256 are those of a chunk's data; {@code header} stands with histograms
 * alone. An aggregate chunk has {@code aggregates} in place of {@code n}, each with its samples;
 * the series then has no {@code samples} of its own.
 */
final class ChunkJson {
  private final ByteText out;
  private final LabelSetText labels = new LabelSetText();
  private final SampleJson json;
  private final SampleBuffer samples = new SampleBuffer();
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final AggregateChunk aggregates = new AggregateChunk();
  private final MessageDigest sha256;

  ChunkJson(ByteText out) {
    this.out = out;
    this.json = new SampleJson(out);
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Writes the current series. */
  void putSeries(ChunkSeriesCursor series) {
    out.put("{\"labels\":");
    labels.putJson(out, series.labelBytes(), series.labelsFrom(), series.labelsTo());
    out.put(",\"chunks\":[");
    samples.clear();
    boolean hasSamples = false;
    for (int i = 0; i < series.chunks(); i++) {
      ChunkBytes chunk = series.chunk(i);
      out.put(i > 0 ? ",{\"mint\":" : "{\"mint\":").put(series.chunkMinTime(i));
      out.put(",\"maxt\":").put(series.chunkMaxTime(i)).put(',');
      if (chunk.encoding() == ChunkEncoding.AGGREGATE) {
        putAggregates(chunk);
      } else {
        hasSamples = true;
        putChunk(chunk.encoding(), chunk.data(), chunk.from(), chunk.to());
      }
      out.put('}');
    }
    out.put(']');
    if (hasSamples) {
      out.put(",\"samples\":");
      json.putAll(samples);
    }
    out.put("}\n");
  }

  /** Writes what tells a chunk and decodes its samples behind those of the one before. */
  private void putChunk(ChunkEncoding encoding, byte[] data, int from, int to) {
    out.put("\"encoding\":\"").put(encoding.label()).put("\",\"n\":");
    out.put(decoder.count(encoding, data, from, to));
    putBytes(data, from, to);
    if (encoding.isHistogram()) {
      out.put(",\"header\":\"").put(SampleJson.label(header(encoding, data, from))).put('"');
    }
    decoder.decode(encoding, data, from, to, samples);
  }

  private void putBytes(byte[] data, int from, int to) {
    sha256.update(data, from, to - from);
    out.put(",\"len\":").put(to - from).put(",\"bytes_sha256\":\"").putHex(sha256.digest());
    out.put('"');
  }

  /** What a histogram chunk says of its first sample against the chunk before. */
  private static CounterResetHint header(ChunkEncoding encoding, byte[] data, int from) {
    int bits = (data[encoding.hasStartTimes() ? from : from + 2] & 0xff) >> 6;
    return switch (bits) {
      case 0 -> CounterResetHint.UNKNOWN;
      case 1 -> CounterResetHint.NOT_RESET;
      case 2 -> CounterResetHint.RESET;
      default -> CounterResetHint.GAUGE;
    };
  }

  private void putAggregates(ChunkBytes chunk) {
    out.put("\"encoding\":\"").put(chunk.encoding().label()).put('"');
    putBytes(chunk.data(), chunk.from(), chunk.to());
    out.put(",\"aggregates\":{");
    aggregates.split(chunk.data(), chunk.from(), chunk.to());
    boolean isFirst = true;
    for (Aggregate aggregate : Aggregate.values()) {
      if (aggregates.has(aggregate)) {
        out.put(isFirst ? "\"" : ",\"").put(aggregate.label()).put("\":{");
        isFirst = false;
        samples.clear();
        putChunk(
            aggregates.encoding(aggregate),
            chunk.data(),
            aggregates.from(aggregate),
            aggregates.to(aggregate));
        out.put(",\"samples\":");
        json.putAll(samples);
        out.put('}');
      }
    }
    out.put('}');
  }
}
