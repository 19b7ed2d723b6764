package io.meridian.service.grpc;

import static io.meridian.service.grpc.SnappyFrames.CHECKSUM_SIZE;
import static io.meridian.service.grpc.SnappyFrames.LARGEST_BLOCK;
import static io.meridian.service.grpc.SnappyFrames.LARGEST_DATA;

import io.airlift.compress.v3.MalformedInputException;
import io.meridian.service.grpc.SnappyFrames.Scratch;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of {@link SnappyFrames} with its checksums verified. Its memory is that of one
 * chunk, whatever the stream claims. Data goes straight into the reader's array where a whole chunk
 * has room there. A stream without a byte is taken as one without data: that is what writers make
 * of an empty message.
 */
final class SnappyFrameInput extends InputStream {
  private static final int LONGEST_LENGTH = 3;

  private final InputStream in;
  private @Nullable Scratch scratch;
  private boolean closed;
  private long position;
  private boolean started;

  /** Data that was decoded and not read yet, in the scratch. */
  private int dataAt;

  private int dataTo;

  SnappyFrameInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int available() {
    return dataTo - dataAt;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    Scratch using = open();
    while (dataAt == dataTo) {
      int type = in.read();
      if (type < 0) {
        return -1;
      }
      position++;
      int direct = readChunk(using, type, into, offset, length);
      if (direct > 0) {
        return direct;
      }
    }
    int count = Math.min(length, dataTo - dataAt);
    System.arraycopy(using.data, dataAt, into, offset, count);
    dataAt += count;
    return count;
  }

  private Scratch open() throws IOException {
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (scratch == null) {
      scratch = Scratch.take();
    }
    return scratch;
  }

  /** Reads a chunk; how many bytes went to the reader directly. */
  private int readChunk(Scratch using, int type, byte[] into, int offset, int length)
      throws IOException {
    int size = readLength(using.chunk);
    if (!started && type != SnappyFrames.IDENTIFIER) {
      throw damaged("expected the identifier of a framed snappy stream");
    }
    return switch (type) {
      case SnappyFrames.IDENTIFIER -> readIdentifier(using.chunk, size);
      case SnappyFrames.COMPRESSED -> readCompressed(using, size, into, offset, length);
      case SnappyFrames.UNCOMPRESSED -> readUncompressed(using, size, into, offset, length);
      default -> pass(type, size);
    };
  }

  private int readIdentifier(byte[] chunk, int size) throws IOException {
    byte[] start = SnappyFrames.streamStart();
    int expected = start.length - SnappyFrames.HEADER_SIZE;
    if (size != expected) {
      throw damaged("an identifier of " + size + " bytes");
    }
    fill(chunk, size);
    if (!Arrays.equals(chunk, 0, size, start, SnappyFrames.HEADER_SIZE, start.length)) {
      throw damaged("the identifier of another format");
    }
    started = true;
    return 0;
  }

  private int readCompressed(Scratch using, int size, byte[] into, int offset, int length)
      throws IOException {
    int block = size - CHECKSUM_SIZE;
    if (block < 1 || block > LARGEST_BLOCK) {
      throw damaged("a compressed chunk of " + size + " bytes");
    }
    fill(using.chunk, size);
    int count = dataLength(using.chunk, size);
    boolean direct = count <= length;
    byte[] target = direct ? into : using.data;
    int at = direct ? offset : 0;
    decompress(using, size, target, at, count);
    check(using.chunk, target, at, at + count);
    return direct ? count : keep(count);
  }

  private void decompress(Scratch using, int size, byte[] target, int at, int count)
      throws IOException {
    int decoded;
    try {
      decoded =
          using.decompressor.decompress(
              using.chunk, CHECKSUM_SIZE, size - CHECKSUM_SIZE, target, at, count);
    } catch (MalformedInputException e) {
      throw damaged("a block that is not snappy");
    }
    if (decoded != count) {
      throw damaged("a block of " + count + " bytes that has " + decoded);
    }
  }

  /** The number before a block says how much data it has. */
  private int dataLength(byte[] chunk, int size) throws IOException {
    int length = 0;
    for (int i = 0; i < LONGEST_LENGTH && CHECKSUM_SIZE + i < size; i++) {
      byte next = chunk[CHECKSUM_SIZE + i];
      length |= (next & 0x7f) << (7 * i);
      if (next >= 0) {
        if (length > LARGEST_DATA) {
          break;
        }
        return length;
      }
    }
    throw damaged("a block without a length up to " + LARGEST_DATA);
  }

  private int readUncompressed(Scratch using, int size, byte[] into, int offset, int length)
      throws IOException {
    int count = size - CHECKSUM_SIZE;
    if (count < 0 || count > LARGEST_DATA) {
      throw damaged("an uncompressed chunk of " + size + " bytes");
    }
    fill(using.chunk, CHECKSUM_SIZE);
    boolean direct = count <= length;
    byte[] target = direct ? into : using.data;
    int at = direct ? offset : 0;
    fill(target, at, count);
    check(using.chunk, target, at, at + count);
    return direct ? count : keep(count);
  }

  private int keep(int count) {
    dataAt = 0;
    dataTo = count;
    return 0;
  }

  private int pass(int type, int size) throws IOException {
    if (type < SnappyFrames.FIRST_SKIPPABLE) {
      throw damaged("a chunk of the unknown type " + type);
    }
    in.skipNBytes(size);
    position += size;
    return 0;
  }

  private void check(byte[] chunk, byte[] data, int from, int to) throws IOException {
    int expected =
        (chunk[0] & 0xff)
            | (chunk[1] & 0xff) << 8
            | (chunk[2] & 0xff) << 16
            | (chunk[3] & 0xff) << 24;
    if (SnappyFrames.maskedChecksum(data, from, to) != expected) {
      throw damaged("a chunk whose checksum does not fit");
    }
  }

  private int readLength(byte[] chunk) throws IOException {
    fill(chunk, LONGEST_LENGTH);
    return (chunk[0] & 0xff) | (chunk[1] & 0xff) << 8 | (chunk[2] & 0xff) << 16;
  }

  private void fill(byte[] into, int count) throws IOException {
    fill(into, 0, count);
  }

  private void fill(byte[] into, int at, int count) throws IOException {
    if (in.readNBytes(into, at, count) < count) {
      throw new EOFException("framed snappy, at byte " + position + ": the stream ends in a chunk");
    }
    position += count;
  }

  private IOException damaged(String finding) {
    return new IOException("framed snappy, before byte " + position + ": " + finding);
  }

  @Override
  public void close() throws IOException {
    Scratch using = scratch;
    closed = true;
    scratch = null;
    if (using != null) {
      using.giveBack();
    }
    in.close();
  }
}
