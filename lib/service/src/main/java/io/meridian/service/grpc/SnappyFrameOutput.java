package io.meridian.service.grpc;

import static io.meridian.service.grpc.SnappyFrames.CHECKSUM_SIZE;
import static io.meridian.service.grpc.SnappyFrames.HEADER_SIZE;
import static io.meridian.service.grpc.SnappyFrames.LARGEST_DATA;

import io.meridian.service.grpc.SnappyFrames.Scratch;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a stream of {@link SnappyFrames}. What does not shrink by an eighth is left as it is. */
final class SnappyFrameOutput extends OutputStream {
  private final OutputStream out;
  private @Nullable Scratch scratch = Scratch.take();
  private int pending;
  private boolean started;

  SnappyFrameOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    Scratch using = open();
    int at = from;
    int to = from + length;
    while (at < to) {
      int count = Math.min(to - at, LARGEST_DATA - pending);
      if (count == LARGEST_DATA) {
        writeChunk(using, bytes, at, at + count);
      } else {
        System.arraycopy(bytes, at, using.data, pending, count);
        pending += count;
        if (pending == LARGEST_DATA) {
          writePending(using);
        }
      }
      at += count;
    }
  }

  private void writePending(Scratch using) throws IOException {
    int count = pending;
    pending = 0;
    if (count > 0) {
      writeChunk(using, using.data, 0, count);
    }
  }

  private void writeChunk(Scratch using, byte[] data, int from, int to) throws IOException {
    if (!started) {
      out.write(SnappyFrames.streamStart());
      started = true;
    }
    int length = to - from;
    int blockAt = HEADER_SIZE + CHECKSUM_SIZE;
    byte[] chunk = using.chunk;
    int block =
        using.compressor.compress(data, from, length, chunk, blockAt, chunk.length - blockAt);
    boolean shrunk = block < length - length / 8;
    putHeader(chunk, shrunk, CHECKSUM_SIZE + (shrunk ? block : length));
    putInt(chunk, HEADER_SIZE, SnappyFrames.maskedChecksum(data, from, to));
    if (shrunk) {
      out.write(chunk, 0, blockAt + block);
    } else {
      out.write(chunk, 0, blockAt);
      out.write(data, from, length);
    }
  }

  private static void putHeader(byte[] chunk, boolean compressed, int length) {
    putInt(chunk, 0, length << 8);
    chunk[0] = (byte) (compressed ? SnappyFrames.COMPRESSED : SnappyFrames.UNCOMPRESSED);
  }

  private static void putInt(byte[] into, int at, int value) {
    into[at] = (byte) value;
    into[at + 1] = (byte) (value >>> 8);
    into[at + 2] = (byte) (value >>> 16);
    into[at + 3] = (byte) (value >>> 24);
  }

  private Scratch open() throws IOException {
    if (scratch == null) {
      throw new IOException("the stream is closed");
    }
    return scratch;
  }

  @Override
  public void flush() throws IOException {
    writePending(open());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    Scratch using = scratch;
    if (using == null) {
      return;
    }
    scratch = null;
    try (out) {
      writePending(using);
    } finally {
      using.giveBack();
    }
  }
}
