package io.meridian.storeapi.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A message as its bytes. */
public final class Frame {
  /** Passes messages on as they are. */
  public static final Marshaller<Frame> MARSHALLER =
      new Marshaller<>() {
        @Override
        public InputStream stream(Frame frame) {
          return new Bytes(frame.bytes);
        }

        @Override
        public Frame parse(InputStream stream) {
          try (stream) {
            byte[] bytes = new byte[stream instanceof KnownLength ? stream.available() : 0];
            int read = stream.readNBytes(bytes, 0, bytes.length);
            return new Frame(read > 0 ? bytes : stream.readAllBytes());
          } catch (IOException e) {
            throw new UncheckedIOException("reading a message", e);
          }
        }
      };

  private final byte[] bytes;

  /** A message, whole; the array belongs to it from now on. */
  public Frame(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The whole message; not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** Writes itself in one piece where it can. */
  private static final class Bytes extends ByteArrayInputStream implements Drainable, KnownLength {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int left = count - pos;
      target.write(buf, pos, left);
      pos = count;
      return left;
    }
  }
}
