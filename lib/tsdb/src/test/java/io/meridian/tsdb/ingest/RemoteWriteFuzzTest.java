package io.meridian.tsdb.ingest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.InvalidRequestException;
import org.junit.jupiter.api.Tag;

@Tag("long")
class RemoteWriteFuzzTest {
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();

  @FuzzTest
  void decodesOrRefuses(byte[] body) {
    try {
      decoder.decode(body, 0, body.length, batch);
      if (batch.samples().size() > body.length) {
        throw new AssertionError("more came out than may");
      }
    } catch (InvalidRequestException e) {
      // refused
    }
  }
}
