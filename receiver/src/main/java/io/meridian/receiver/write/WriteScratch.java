package io.meridian.receiver.write;

import io.meridian.model.InvalidRequestException;
import io.meridian.service.http.RequestBody;
import io.meridian.tsdb.ingest.RemoteWrite2Decoder;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;

/** What one request needs to be decoded, used again by another. For one thread at a time. */
final class WriteScratch {
  private final Decompression decompression = new Decompression();
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final RemoteWrite2Decoder decoder2 = new RemoteWrite2Decoder();
  private final WriteBatch batch = new WriteBatch();

  /**
   * Decodes a body.
   *
   * @param most how many bytes it may be decompressed, and with its labels written out
   * @return the batch, until the next call
   * @throws InvalidRequestException if it is not what the headers say
   */
  WriteBatch decode(WireFormat format, RequestBody body, int most) {
    decompression.run(format.encoding(), body, most);
    byte[] bytes = decompression.bytes();
    int length = decompression.length();
    switch (format.message()) {
      case REMOTE_WRITE_1 -> decoder.decode(bytes, 0, length, batch);
      case REMOTE_WRITE_2 -> decoder2.decode(bytes, 0, length, most, batch);
    }
    if (length > 0 && batch.size() == 0 && batch.metadata().size() == 0) {
      throw new InvalidRequestException(
          "the body of %d bytes has no series: it is another message than its content type says"
              .formatted(length));
    }
    return batch;
  }

  /** How many bytes the last body was decompressed. */
  int decompressedBytes() {
    return decompression.length();
  }

  /** How large a body was at most, decompressed. */
  int capacity() {
    return decompression.capacity();
  }
}
