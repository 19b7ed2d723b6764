package io.meridian.querier.read;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.meridian.api.prometheus.Chunk;
import io.meridian.api.prometheus.ChunkedReadResponse;
import io.meridian.api.prometheus.ChunkedSeries;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Frames of encoded chunks: the message's size as a varint, its CRC-32C in four bytes, big-endian,
 * and the message, which has a series, or a part of one that is larger than a frame.
 */
final class ChunkAnswer implements ReadAnswer {
  private static final long RANGE = 7_200_000;
  private static final int LARGEST_FRAME = 1 << 20;

  private final SeriesChunker chunker = new SeriesChunker(ChunkFormat.COMPATIBLE, RANGE);
  private final List<byte[]> frames = new ArrayList<>();
  private int query;

  @Override
  public void begin(int index) {
    query = index;
  }

  @Override
  public long series(Labels labels, SampleBuffer samples) {
    int before = frames.size();
    Part part = new Part(labels);
    chunker.chunk(
        samples,
        (encoding, minTime, maxTime, _, data, from, to) -> {
          Chunk chunk =
              Chunk.newBuilder()
                  .setType(
                      switch (encoding) {
                        case XOR -> Chunk.Encoding.XOR;
                        case HISTOGRAM -> Chunk.Encoding.HISTOGRAM;
                        case FLOAT_HISTOGRAM -> Chunk.Encoding.FLOAT_HISTOGRAM;
                        case XOR2, HISTOGRAM_ST, FLOAT_HISTOGRAM_ST, AGGREGATE ->
                            throw new IllegalStateException("not asked for: " + encoding);
                      })
                  .setMinTimeMs(minTime)
                  .setMaxTimeMs(maxTime)
                  .setData(ByteString.copyFrom(data, from, to - from))
                  .build();
          part.add(chunk);
        });
    part.end();
    return frames.subList(before, frames.size()).stream().mapToLong(frame -> frame.length).sum();
  }

  /** What becomes of a series: a frame, or several. */
  private final class Part {
    private final Labels labels;
    private ChunkedSeries.Builder open;
    private int bytes;

    Part(Labels labels) {
      this.labels = labels;
      open = begun();
    }

    private ChunkedSeries.Builder begun() {
      return ChunkedSeries.newBuilder().addAllLabels(LabelMessages.of(labels));
    }

    void add(Chunk chunk) {
      int size = chunk.getSerializedSize();
      if (bytes > 0 && bytes + size > LARGEST_FRAME) {
        end();
        open = begun();
        bytes = 0;
      }
      open.addChunks(chunk);
      bytes += size;
    }

    void end() {
      frames.add(
          frame(
              ChunkedReadResponse.newBuilder()
                  .addChunkedSeries(open)
                  .setQueryIndex(query)
                  .build()));
    }
  }

  private static byte[] frame(ChunkedReadResponse message) {
    int size = message.getSerializedSize();
    byte[] frame = new byte[CodedOutputStream.computeUInt32SizeNoTag(size) + Integer.BYTES + size];
    int at = frame.length - size;
    try {
      CodedOutputStream.newInstance(frame).writeUInt32NoTag(size);
      CodedOutputStream out = CodedOutputStream.newInstance(frame, at, size);
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CRC32C crc = new CRC32C();
    crc.update(frame, at, size);
    ByteBuffer.wrap(frame).putInt(at - Integer.BYTES, (int) crc.getValue());
    return frame;
  }

  @Override
  public List<byte[]> end() {
    return frames;
  }
}
