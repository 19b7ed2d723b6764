package io.meridian.service.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Leaves messages as they are. */
final class RawMarshaller implements Marshaller<WireMessage> {
  /**
   * For requests: one that cannot be decompressed becomes one with a fault. What a server's
   * marshaller throws would be answered as an unknown error.
   */
  static final RawMarshaller REQUESTS = new RawMarshaller(true);

  /** For answers: one that cannot be decompressed fails the call. */
  static final RawMarshaller ANSWERS = new RawMarshaller(false);

  private static final int FIRST_SIZE = 1 << 14;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final boolean faultsArePassedOn;

  private RawMarshaller(boolean faultsArePassedOn) {
    this.faultsArePassedOn = faultsArePassedOn;
  }

  @Override
  public InputStream stream(WireMessage message) {
    return new MessageStream(message);
  }

  /** Reads a message to its end. */
  @Override
  public WireMessage parse(InputStream stream) {
    if (stream instanceof MessageStream here) {
      return here.rest(); // of this process
    }
    try {
      return stream instanceof KnownLength
          ? readKnown(stream, stream.available())
          : readUnknown(stream);
    } catch (IOException e) {
      String fault = "the message cannot be decompressed: " + e.getMessage();
      if (faultsArePassedOn) {
        return WireMessage.faulty(Status.INVALID_ARGUMENT.withDescription(fault));
      }
      throw Status.INTERNAL.withDescription(fault).withCause(e).asRuntimeException();
    } catch (StatusRuntimeException e) {
      if (faultsArePassedOn) {
        return WireMessage.faulty(e.getStatus()); // no memory for what it becomes
      }
      throw e;
    }
  }

  private static WireMessage readKnown(InputStream stream, int length) throws IOException {
    byte[] bytes = new byte[length];
    int count = stream.readNBytes(bytes, 0, length);
    return WireMessage.of(bytes, 0, count);
  }

  /** Memory grows with the bytes that there are, never with what a message claims. */
  private static WireMessage readUnknown(InputStream stream) throws IOException {
    byte[] bytes = new byte[FIRST_SIZE];
    int count = 0;
    while (true) {
      int more = stream.read(bytes, count, bytes.length - count);
      if (more < 0) {
        return WireMessage.of(bytes, 0, count);
      }
      count += more;
      if (count == bytes.length) {
        bytes = Arrays.copyOf(bytes, larger(count));
      }
    }
  }

  private static int larger(int size) throws IOException {
    if (size == LARGEST_ARRAY) {
      throw new IOException("it is larger than " + LARGEST_ARRAY + " bytes");
    }
    return (int) Math.min(LARGEST_ARRAY, 2L * size);
  }
}
